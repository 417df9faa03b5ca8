// The main way in a real browser, with scripts and without; accessibility by axe-core, markup by html-validate.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { By, until } from 'selenium-webdriver';
import { browser, serve } from './page.js';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const program = process.env.SKILLGAP ?? '../../target/release/skillgap';
const profile = 'skill,level\nWindows 11,3\nMicrosoft 365,3\nActive Directory,2\nCustomer service,3\nTechnical support,3\nPrinters,2\nCompTIA A+,\nPyton,2\n';
const hostile = 'skill,level\nLinux,3\n"<script>alert(1)</script>",2\n"""><img src=x onerror=alert(2)>",2\n\u202Eevil,1\n"=HYPERLINK(""http://x"")",1\n' + 'y'.repeat(10000) + ',1\n';

const people = 'profile_id,skills\n' + Array.from({ length: 14 }, (_, n) => n < 7
  ? `p${n},Windows 11:3;Customer service:2;Printers:2\n`
  : `p${n},Linux:3;Bash;Python;Ansible\n`).join('')
  + '<img src=x onerror=alert(3)>,Linux:3;Bash;Python;Ansible\nwrong,Linux:9\n';

let page;
before(async () => { page = await serve(program); });
after(() => page.stop());

const press = async (driver, text) => {
  // A person presses what they see: a page may hold the same words for browsers without scripts, hidden.
  const found = await driver.findElements(By.xpath(`//button[starts-with(normalize-space(.), "${text}")] | //a[normalize-space(.)="${text}"]`));
  const shown = await Promise.all(found.map((button) => button.isDisplayed()));
  const button = found[shown.indexOf(true)];
  assert.ok(button, `“${text}” is on the page`);
  await driver.executeScript('arguments[0].scrollIntoView({block: "center"})', button).catch(() => {});
  await button.click();
};

const heading = async (driver, text) => {
  await driver.wait(until.titleContains(text), 30000);
};

/** Drops a file on the page as a person does: the browser's own events, made with the file's text. */
const dropFile = (driver, name, text) => driver.executeScript(`
  const data = new DataTransfer();
  data.items.add(new File([arguments[1]], arguments[0], { type: 'text/csv' }));
  const place = document.getElementById('drop');
  for (const kind of ['dragover', 'drop']) place.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
`, name, text);

const faults = async (driver, where) => {
  await driver.executeScript(axe);
  const result = await driver.executeAsyncScript('const done = arguments[0]; axe.run().then(done, (e) => done({ violations: [{ id: String(e), impact: "critical", nodes: [] }] }));');
  const serious = result.violations.filter((v) => ['serious', 'critical'].includes(v.impact));
  assert.deepEqual(serious.map((v) => `${where}: ${v.id} ${v.nodes.map((n) => n.target).slice(0, 3).join(' | ')}`), []);
};

/** What the browser itself complained about: a blocked script or style, a failed load. */
const complaints = async (driver) => {
  const entries = await driver.manage().logs().get('browser');
  return entries.map((e) => e.message).filter((m) => !m.includes('favicon'));
};

for (const width of [1280, 390]) {
  test(`drop a CSV, open a role, move the slider, download the plan (${width} px)`, { timeout: 180000 }, async () => {
    const { driver, downloads } = await browser({ width });
    try {
      await driver.get(page.address);
      await dropFile(driver, 'me.csv', profile);
      await driver.wait(async () => (await driver.findElement(By.id('profile')).getAttribute('value')).includes('CompTIA A+'), 5000);
      await faults(driver, 'start');
      await press(driver, 'Find roles');
      await heading(driver, 'Where you fit');
      const text = await driver.findElement(By.css('main')).getText();
      assert.match(text, /Desktop Support Technician/);
      assert.match(text, /Pyton.*did you mean Python/s);
      await faults(driver, 'matches');
      await press(driver, 'Gap and evidence');
      await heading(driver, 'Gap:');
      await faults(driver, 'gap');
      await press(driver, 'Plan the way');
      await heading(driver, 'Plan:');
      await faults(driver, 'plan');
      const steps = () => driver.executeScript('return document.querySelectorAll(".timeline > li").length');
      const many = await steps();
      assert.ok(many > 0);
      const end = () => driver.executeScript('return document.querySelector("#plan-result .lead").textContent');
      const said = await end();
      await driver.executeScript(`
        const slider = document.getElementById('readiness');
        slider.value = 95;
        slider.dispatchEvent(new Event('input', { bubbles: true }));`);
      assert.equal(await driver.findElement(By.css('output[for="readiness"]')).getText(), '95%');
      await driver.wait(async () => (await end().catch(() => said)) !== said, 30000);
      assert.ok((await steps()) > many, 'more readiness takes more steps');
      await press(driver, 'Download the plan');
      const file = join(downloads, 'plan.html');
      await driver.wait(() => existsSync(file), 20000);
      assert.match(readFileSync(file, 'utf8'), /readiness \d+% now, (9[5-9]|100)% at the end/);
      assert.ok(await driver.executeScript('return document.documentElement.scrollWidth <= window.innerWidth'), 'nothing sticks out');
      assert.deepEqual(await complaints(driver), []);
    } finally {
      await driver.quit();
    }
  });
}

test('names are offered while one types, and added', { timeout: 60000 }, async () => {
  const { driver } = await browser();
  try {
    await driver.get(page.address);
    const name = await driver.findElement(By.id('add-name'));
    await name.sendKeys('powersh');
    await driver.wait(async () => (await driver.findElements(By.css('#add-names option'))).length > 0, 10000);
    assert.equal(await driver.executeScript('return document.querySelector("#add-names option").value'), 'PowerShell');
    await name.clear();
    await name.sendKeys('PowerShell');
    await press(driver, 'Add');
    assert.equal(await driver.findElement(By.id('profile')).getAttribute('value'), 'skill,level\nPowerShell\n');
  } finally {
    await driver.quit();
  }
});

test('the main way with scripts off', { timeout: 180000 }, async () => {
  const { driver, downloads } = await browser({ script: false });
  try {
    await driver.get(page.address);
    await driver.findElement(By.id('profile')).sendKeys(profile);
    await driver.findElement(By.css('button.main')).click();
    await heading(driver, 'Where you fit');
    await driver.findElement(By.css('button[formaction="/role"]')).click();
    await heading(driver, 'Gap:');
    await driver.findElement(By.css('button[formaction="/plan"]')).click();
    await heading(driver, 'Plan:');
    await driver.findElement(By.id('readiness')).sendKeys('\uE010'); // the End key: 100 %
    await driver.findElement(By.id('plan-again')).click();
    await driver.wait(async () => (await driver.findElement(By.id('readiness')).getAttribute('value').catch(() => '')) === '100', 30000);
    await driver.findElement(By.css('button[formaction="/download/plan.json"]')).click();
    const file = join(downloads, 'plan.json');
    await driver.wait(() => existsSync(file), 20000);
    assert.ok(JSON.parse(readFileSync(file, 'utf8')).steps.length > 0);
  } finally {
    await driver.quit();
  }
});

for (const width of [1280, 390]) {
  test(`many people: progress, results, rejects, the group (${width} px)`, { timeout: 180000 }, async () => {
    const { driver, downloads } = await browser({ width });
    try {
      const file = join(downloads, 'people-in.csv');
      writeFileSync(file, people);
      await driver.get(`${page.address}people`);
      await driver.wait(until.elementIsVisible(await driver.findElement(By.id('people-run'))), 5000);
      await driver.findElement(By.id('people')).sendKeys(file);
      await press(driver, 'Match everyone');
      const said = () => driver.findElement(By.id('run-said')).getText();
      await driver.wait(async () => (await said()).startsWith('Done'), 30000);
      assert.equal(await said(), 'Done: 15 people matched, 1 row rejected.');
      await faults(driver, 'people');
      for (const [text, name, has] of [['Download the results', 'results.csv', /^profile_id,rank,.*\np0,1,/], ['Download the rejects', 'rejects.csv', /\n17,wrong,/]]) {
        await press(driver, text);
        await driver.wait(() => existsSync(join(downloads, name)), 20000);
        assert.match(readFileSync(join(downloads, name), 'utf8'), has);
      }
      await press(driver, 'See the group');
      await heading(driver, 'The group together');
      await faults(driver, 'group');
      assert.equal((await driver.findElements(By.css('main img'))).length, 0);
      assert.ok((await driver.findElements(By.css('td.heat.h0, td.heat.h1, td.heat.h2, td.heat.h3, td.heat.h4'))).length > 0);
      assert.ok(await driver.executeScript('return document.documentElement.scrollWidth <= window.innerWidth'), 'nothing sticks out');
      assert.deepEqual(await complaints(driver), []);
    } finally {
      await driver.quit();
    }
  });
}

test('many people with scripts off', { timeout: 120000 }, async () => {
  const { driver, downloads } = await browser({ script: false });
  try {
    const file = join(downloads, 'people-in.csv');
    writeFileSync(file, people);
    for (const [action, name] of [['/people/results', 'results.csv'], ['/people/rejects', 'rejects.csv']]) {
      await driver.get(`${page.address}people`);
      await driver.findElement(By.id('people')).sendKeys(file);
      await driver.findElement(By.css(`button[formaction="${action}"]`)).click();
      await driver.wait(() => existsSync(join(downloads, name)), 20000);
    }
    await driver.get(`${page.address}people`);
    await driver.findElement(By.id('people')).sendKeys(file);
    await driver.findElement(By.css('button[formaction="/cohort"]')).click();
    await heading(driver, 'The group together');
  } finally {
    await driver.quit();
  }
});

test('hours against money, and a plan of it', { timeout: 120000 }, async () => {
  const { driver } = await browser({ width: 390 });
  try {
    await driver.get(page.address);
    await dropFile(driver, 'me.csv', 'skill\nLinux\nBash\n');
    await driver.wait(async () => (await driver.findElement(By.id('profile')).getAttribute('value')).includes('Bash'), 5000);
    await press(driver, 'Find roles');
    await heading(driver, 'Where you fit');
    await press(driver, 'Plan the way');
    await heading(driver, 'Plan:');
    await press(driver, 'Hours against money');
    await heading(driver, 'Hours against money');
    await faults(driver, 'front');
    assert.ok(await driver.executeScript('return document.documentElement.scrollWidth <= window.innerWidth'), 'nothing sticks out');
    await driver.findElement(By.css('button[name="max_hours"]')).click();
    await heading(driver, 'Plan:');
    assert.notEqual(await driver.findElement(By.id('max_hours')).getAttribute('value'), '');
    assert.deepEqual(await complaints(driver), []);
  } finally {
    await driver.quit();
  }
});

test('by keyboard alone', { timeout: 60000 }, async () => {
  const { driver } = await browser();
  try {
    await driver.get(`${page.address}?example=1`);
    const focus = () => driver.executeScript('return document.activeElement.textContent || document.activeElement.id');
    const tab = () => driver.actions().sendKeys('\uE004').perform();
    await tab();
    assert.equal(await focus(), 'Skip to the content');
    for (let n = 0; n < 25 && (await focus()) !== 'Find roles'; n += 1) await tab();
    await driver.actions().sendKeys('\uE007').perform();
    await heading(driver, 'Where you fit');
  } finally {
    await driver.quit();
  }
});

test('map, roles and text: accessible, and quiet in the console', { timeout: 120000 }, async () => {
  const { driver } = await browser();
  try {
    for (const path of ['map', 'people', 'roles?text=net+admin', 'roles/systems-administrator', 'text']) {
      await driver.get(page.address + path);
      await faults(driver, path);
    }
    await driver.findElement(By.id('text')).sendKeys('Linux is required; AWS is a plus.');
    await press(driver, 'Read it');
    await driver.wait(until.elementLocated(By.css('mark.required')), 10000);
    await faults(driver, 'text read');
    assert.deepEqual(await complaints(driver), []);
  } finally {
    await driver.quit();
  }
});

test('hostile names are text', { timeout: 120000 }, async () => {
  const { driver } = await browser({ width: 390 });
  try {
    await driver.get(page.address);
    await dropFile(driver, 'me.csv', hostile);
    await driver.wait(async () => (await driver.findElement(By.id('profile')).getAttribute('value')).includes('onerror'), 5000);
    await press(driver, 'Find roles');
    await heading(driver, 'Where you fit');
    assert.match(await driver.findElement(By.css('.note')).getText(), /<script>alert\(1\)<\/script>/);
    assert.equal((await driver.findElements(By.css('main img, main script'))).length, 0);
    assert.ok(await driver.executeScript('return document.documentElement.scrollWidth <= window.innerWidth'), 'nothing sticks out');
    assert.deepEqual(await complaints(driver), []);
  } finally {
    await driver.quit();
  }
});

test('the markup of pages and reports is valid', { timeout: 120000 }, async () => {
  const checker = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: { 'no-inline-style': 'error', 'long-title': 'off', 'require-sri': 'off' },
  });
  const form = (fields) => ({ method: 'POST', body: new URLSearchParams(fields) });
  const carried = { profile, role: 'desktop-support-technician', readiness: '75' };
  const cases = [
    ['', {}], ['map', {}], ['roles?text=x', {}], ['roles/systems-administrator', {}], ['text', {}], ['nothing', {}], ['people', {}],
    ['cohort', form({ people })], ['cohort', form({ people, min_group: '99' })], ['cohort/group.html', form({ people, to: 'desktop support technician' })],
    ['front', form({ profile: 'Linux', role: 'network-engineer', readiness: '40', without_musts: '1' })], ['path', form({ profile, to: 'it manager' })],
    ['match', form(carried)], ['role', form(carried)], ['plan', form(carried)], ['map', form(carried)],
    ['match', form({ profile: hostile })], ['text', form({ text: 'Linux is required; <b>AWS</b> is a plus.' })],
    ['download/plan.html', form(carried)], ['download/matches.html', form(carried)],
  ];
  for (const [path, how] of cases) {
    // The page lets idle connections go after a while; one that is let go while a request is on its way is asked again.
    const answer = await fetch(page.address + path, how).catch(() => fetch(page.address + path, how));
    const report = await checker.validateString(await answer.text());
    const wrong = report.results.flatMap((r) => r.messages).map((m) => `${path}:${m.line}:${m.column} ${m.ruleId} ${m.message}`);
    assert.deepEqual(wrong, []);
  }
});

test('a plan on paper keeps its steps', { timeout: 60000 }, async () => {
  const { driver, downloads } = await browser();
  try {
    const answer = await fetch(`${page.address}download/plan.html`, {
      method: 'POST', body: new URLSearchParams({ profile, role: 'systems-administrator', readiness: '80' }),
    });
    const file = join(downloads, 'plan.html');
    writeFileSync(file, await answer.text());
    await driver.get(`file://${file}`);
    await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { media: 'print' });
    // The width of an A4 page between its margins: 182 mm at 96 dots an inch.
    await driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', { width: 688, height: 1017, deviceScaleFactor: 1, mobile: false });
    const fits = 'return [...document.querySelectorAll("main *")].every((e) => e.getBoundingClientRect().right <= 690)';
    assert.ok(await driver.executeScript(fits), 'nothing is cut off at the edge of the paper');
    const steps = await driver.executeScript('return document.querySelectorAll(".timeline > li").length');
    assert.ok(steps > 3);
    const kept = 'return [...document.querySelectorAll(".timeline > li")].every((e) => getComputedStyle(e).breakInside === "avoid")';
    assert.ok(await driver.executeScript(kept), 'a step is not cut in two');
    const pdf = await driver.sendAndGetDevToolsCommand('Page.printToPDF', { preferCSSPageSize: true });
    const pages = Buffer.from(pdf.data, 'base64').toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
    assert.ok(pages >= 1 && pages <= 1 + steps / 3, `${steps} steps on ${pages} pages`);
  } finally {
    await driver.quit();
  }
});
