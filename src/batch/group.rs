//! A few people who go through each stage together. Reusable.

use crate::matching::top::RankedRole;
use crate::vector::Profile;

/// How many go together: more reload each stage's code and tables less often, but spread their own data wider.
const MANY: usize = 24;

/// One of them.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub id: String,
    pub profile: Profile,
    /// The best roles, once they are known.
    pub ranked: Vec<RankedRole>,
}

/// People in input order.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Those who are there, and behind them the memory of others.
    people: Vec<Person>,
    many: usize,
}

impl Group {
    /// Takes a person in, and leaves another profile for its memory; `true` where the group is full.
    pub fn take(&mut self, id: &str, profile: &mut Profile) -> bool {
        if self.many == self.people.len() {
            self.people.push(Person::default());
        }
        let person = &mut self.people[self.many];
        person.id.clear();
        person.id.push_str(id);
        std::mem::swap(&mut person.profile, profile);
        self.many += 1;
        self.many == MANY
    }

    /// All who are there; they leave the group.
    pub fn leave(&mut self) -> &mut [Person] {
        &mut self.people[..std::mem::take(&mut self.many)]
    }
}
