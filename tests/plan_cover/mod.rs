//! Seeded instances and independent checks shared by tests and examples.
#![allow(dead_code, missing_docs)]

use skillgap::plan::cover::{Problem, Requirement, Solution, Step};

/// SplitMix64 (Steele, Lea and Flood 2014): the same stream on every machine.
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    /// Uniform in `0..n` (n > 0), bias negligible.
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(n)) >> 64) as u64
    }
    /// Uniform in `from..=to`.
    pub fn within(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }
    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// A small wild instance: ties, zero costs, circles, empty groups, duplicates,
/// limits of every tightness.
pub fn wild(seed: u64) -> Problem {
    let mut rng = Rng(seed);
    let m = rng.within(1, 5);
    let n = if rng.chance(20) { rng.within(11, 14) } else { rng.within(0, 10) };
    let top = if rng.chance(50) { 3 } else { 10 };
    let requirements: Vec<Requirement> = (0..m)
        .map(|_| {
            let full = rng.below(top + 1) as u32;
            let now = rng.below(u64::from(full) + 1) as u32;
            Requirement { now: if rng.chance(60) { 0 } else { now }, full, must: rng.chance(25) }
        })
        .collect();
    let (p_top, s_top) = ([0, 1, 3, 20, 500][rng.below(5) as usize], [0, 1, 4, 100][rng.below(4) as usize]);
    let needy = [0, 30, 60, 90][rng.below(4) as usize];
    let forward = rng.chance(40);
    let (mut steps, mut groups): (Vec<Step>, Vec<Vec<u32>>) = Default::default();
    for j in 0..n {
        if j > 0 && rng.chance(10) {
            let twin = steps[rng.below(j) as usize].clone();
            steps.push(twin);
            continue;
        }
        let yields = (0..rng.below(4)).map(|_| (rng.below(m) as u32, rng.below(top + 2) as u32)).collect();
        let mut needs = Vec::new();
        if rng.chance(needy) {
            for _ in 0..rng.within(1, 2) {
                let size = if rng.chance(4) { 0 } else { rng.within(1, 3) };
                let reach = if forward { j } else { n };
                let group = (0..size)
                    .filter(|_| reach > 0)
                    .map(|_| rng.below(reach.max(1)) as u32)
                    .collect::<Vec<_>>();
                if !(forward && group.is_empty() && size > 0) {
                    needs.push(number(&mut groups, group));
                }
            }
        }
        steps.push(Step { primary: rng.within(0, p_top), secondary: rng.within(0, s_top), yields, needs });
    }
    let now: u64 = requirements.iter().map(|r| u64::from(r.now)).sum();
    let full: u64 = requirements.iter().map(|r| u64::from(r.full)).sum();
    let target = match rng.below(10) {
        0 => 0,
        1 => full + rng.below(2),
        _ => rng.within(now, full),
    };
    let total_p: u64 = steps.iter().map(|s| s.primary).sum();
    let total_s: u64 = steps.iter().map(|s| s.secondary).sum();
    let max_primary = rng.chance(30).then(|| rng.below(total_p / 2 + 2));
    let max_secondary = rng.chance(40).then(|| rng.below(total_s / 2 + 2));
    Problem { requirements, steps, groups, target, max_primary, max_secondary }
}

/// The number of a group; equal groups share one.
fn number(groups: &mut Vec<Vec<u32>>, group: Vec<u32>) -> u32 {
    let at = groups.iter().position(|g| *g == group).unwrap_or_else(|| {
        groups.push(group);
        groups.len() - 1
    });
    at as u32
}

/// Knobs of `career`.
#[derive(Clone, Copy)]
pub struct Shape {
    pub requirements: (u64, u64),
    pub gaps: (u64, u64),
    pub steps: (u64, u64),
    /// A limit on secondary in half of the instances.
    pub limits: bool,
    /// One or two small yields per step: long plans.
    pub lean: bool,
    /// Percent of groups that may name later steps: circles.
    pub tangle: u64,
    /// Entry levels: most steps above the first grade of a requirement need one
    /// that reaches the grade below, or above.
    pub ladders: bool,
}

/// What the product sees: a few dozen graded skills of different importance, a
/// catalogue of courses with one to four yields each, a third of them with needs
/// in chains of up to four, half of them free.
pub fn career(seed: u64, shape: Shape) -> Problem {
    let mut rng = Rng(seed ^ 0xC0FF_EE00);
    let m = rng.within(shape.requirements.0, shape.requirements.1);
    let gaps = rng.within(shape.gaps.0, shape.gaps.1).min(m);
    let n = rng.within(shape.steps.0, shape.steps.1);
    let mut requirements: Vec<Requirement> = Vec::new();
    let mut unit: Vec<u64> = Vec::new();
    for i in 0..m {
        let grade = rng.within(1, 5);
        let importance = rng.within(1, 20);
        let full = grade * importance;
        let now = if i < gaps { rng.below(grade) * importance } else { full };
        unit.push(importance);
        requirements.push(Requirement { now: now as u32, full: full as u32, must: rng.chance(20) });
    }
    let mut depth: Vec<u32> = Vec::new();
    let (mut steps, mut groups): (Vec<Step>, Vec<Vec<u32>>) = Default::default();
    for j in 0..n {
        let mut yields = Vec::new();
        let count = if shape.lean { rng.within(1, 2) } else { [1, 1, 2, 2, 3, 4][rng.below(6) as usize] };
        let mut size = 0;
        for _ in 0..count {
            // Nine in ten yields fall where this person lacks something, as they do
            // after the caller's own filter.
            let i = if rng.chance(90) { rng.below(gaps) } else { rng.below(m) };
            let grade = if shape.lean { rng.within(1, 5).min(rng.within(1, 5)) } else { rng.within(1, 5) };
            size += grade;
            yields.push((i as u32, (grade * unit[i as usize]) as u32));
        }
        let mut needs = Vec::new();
        let mut level = 0;
        if j > 3 && rng.chance(33) {
            for _ in 0..if rng.chance(20) { 2 } else { 1 } {
                let mut group = Vec::new();
                let tangled = shape.tangle > 0 && rng.chance(shape.tangle);
                for _ in 0..rng.within(1, 3) {
                    let k = rng.below(if tangled { n } else { j }) as usize;
                    if k >= depth.len() {
                        group.push(k as u32);
                    } else if depth[k] < 3 {
                        group.push(k as u32);
                        level = level.max(depth[k] + 1);
                    }
                }
                if !group.is_empty() {
                    needs.push(number(&mut groups, group));
                }
            }
        }
        depth.push(level);
        let primary = size * rng.within(60, 600) / 15 * 15 + 15;
        let secondary = if rng.chance(50) { 0 } else { rng.within(5, 400) * 100 - 1 };
        steps.push(Step { primary, secondary, yields, needs });
    }
    if shape.ladders {
        add_ladders(&mut rng, &requirements, &unit, &mut steps, &mut groups);
    }
    let certain: u64 = requirements.iter().map(|r| u64::from(r.now)).sum();
    let mut problem = Problem { requirements, steps, groups, ..Problem::default() };
    let everything: Vec<u32> = (0..n as u32).collect();
    let best = problem.points_after(&everything);
    for (r, &b) in problem.requirements.iter_mut().zip(&best) {
        r.must &= b >= r.full;
    }
    let reach: u64 = best.iter().map(|&p| u64::from(p)).sum();
    problem.target = certain + (reach - certain) * rng.within(60, 100) / 100;
    if shape.limits && rng.chance(50) {
        problem.max_secondary = Some(rng.within(0, 1500) * 100);
    }
    problem
}

/// Lets most steps wait for a lower grade of what they lift. All steps that reach
/// it count, the step itself and others that wait for it among them.
fn add_ladders(
    rng: &mut Rng,
    requirements: &[Requirement],
    unit: &[u64],
    steps: &mut [Step],
    groups: &mut Vec<Vec<u32>>,
) {
    for j in 0..steps.len() {
        let yields = steps[j].yields.clone();
        for (i, points) in yields {
            let below = points - unit[i as usize].min(u64::from(points)) as u32;
            if below > requirements[i as usize].now && rng.chance(70) {
                let reaches = |s: &Step| s.yields.iter().any(|y| y.0 == i && y.1 >= below);
                let members = (0..steps.len() as u32).filter(|k| reaches(&steps[*k as usize])).collect();
                let group = number(groups, members);
                steps[j].needs.push(group);
            }
        }
    }
}

/// Sizes as in real gaps.
pub const TYPICAL: Shape = Shape {
    requirements: (10, 25),
    gaps: (3, 8),
    steps: (30, 150),
    limits: false,
    lean: false,
    tangle: 0,
    ladders: false,
};
/// The same with a limit on secondary half of the time.
pub const LIMITED: Shape = Shape { limits: true, ..TYPICAL };
/// The same with steps that yield little: longer plans.
pub const LEAN: Shape = Shape { lean: true, ..TYPICAL };
/// The same from a large catalogue.
pub const LARGE: Shape = Shape { steps: (300, 600), ..TYPICAL };
/// The same with circles among the needs.
pub const TANGLED: Shape = Shape { tangle: 30, limits: true, ..TYPICAL };
/// Career changes: many gaps.
pub const WIDE: Shape = Shape { requirements: (15, 30), gaps: (9, 20), steps: (60, 150), ..TYPICAL };
/// The same with entry levels, as in the shipped catalog.
pub const LADDERS: Shape = Shape { ladders: true, limits: true, ..TYPICAL };
/// Many gaps and little from each step: the hard end.
pub const HARD: Shape = Shape { lean: true, limits: true, ..WIDE };
/// Every shape by name.
pub const SHAPES: [(&str, Shape); 8] = [
    ("typical", TYPICAL),
    ("limited", LIMITED),
    ("lean", LEAN),
    ("large", LARGE),
    ("tangled", TANGLED),
    ("ladders", LADDERS),
    ("wide", WIDE),
    ("hard", HARD),
];

/// Objective of a set: primary, secondary, count.
pub fn objective(problem: &Problem, set: &[u32]) -> (u64, u64, usize) {
    let step = |j: &u32| &problem.steps[*j as usize];
    (set.iter().map(|j| step(j).primary).sum(), set.iter().map(|j| step(j).secondary).sum(), set.len())
}

/// Whether each step of the sequence can be taken when its turn comes.
pub fn sequence_stands(problem: &Problem, steps: &[u32]) -> bool {
    steps.iter().enumerate().all(|(at, &j)| {
        let before = &steps[..at];
        !before.contains(&j) && problem.needs_of(j as usize).all(|g| g.iter().any(|k| before.contains(k)))
    })
}

/// Everything a returned plan must keep, optimal or not.
pub fn check_plan(problem: &Problem, plan: &Solution) {
    assert!(sequence_stands(problem, &plan.steps), "order {:?}", plan.steps);
    let points = problem.points_after(&plan.steps);
    assert!(problem.satisfied_by(&points));
    assert_eq!(plan.points, points.iter().map(|&p| u64::from(p)).sum::<u64>());
    let (primary, secondary, _) = objective(problem, &plan.steps);
    assert_eq!((plan.primary, plan.secondary), (primary, secondary));
    assert!(problem.max_primary.is_none_or(|most| primary <= most));
    assert!(problem.max_secondary.is_none_or(|most| secondary <= most));
    assert!(plan.bound <= plan.primary);
    assert!(!plan.optimal || plan.bound == plan.primary);
}
