// The pictures of the documentation: reports, map and page, at the width of a desk and of a phone.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { By, until } from 'selenium-webdriver';
import { browser, serve } from './page.js';

const { SKILLGAP: program, PICTURES: folder, REPORTS: reports, ADVERT: advert, TEAM: team } = process.env;
const page = await serve(program);

const size = (driver, width, height) => driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', {
  width, height, deviceScaleFactor: 1, mobile: width < 600,
});

/** The page from its top, at most `tallest` dots of it. */
const shot = async (driver, name, width, tallest) => {
  const full = await driver.executeScript('return document.documentElement.scrollHeight');
  await size(driver, width, Math.min(full, tallest));
  writeFileSync(join(folder, `${name}.png`), await driver.takeScreenshot(), 'base64');
  await size(driver, width, 900);
};

const press = async (driver, path, title) => {
  await driver.findElement(By.css(`button[formaction="${path}"]`)).click();
  await driver.wait(until.titleContains(title), 60000);
};

const matches = async (driver) => {
  await driver.get(`${page.address}?example=1`);
  await driver.findElement(By.css('form#start button.main')).click();
  await driver.wait(until.titleContains('Where you fit'), 60000);
};

const desk = async () => {
  const { driver } = await browser({ width: 1280 });
  try {
    for (const [report, tallest] of [['match', 1250], ['plan', 1300], ['group', 1150]]) {
      await driver.get(`file://${resolve(reports, `${report}.html`)}`);
      await shot(driver, `report-${report}`, 1280, tallest);
    }
    await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
    await driver.get(`file://${resolve(reports, 'match.html')}`);
    await shot(driver, 'report-match-dark', 1280, 800);
    await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [] });
    await driver.get(page.address + 'people');
    await driver.findElement(By.id('people')).sendKeys(team);
    await driver.findElement(By.id('people-run')).click();
    await driver.wait(async () => (await driver.findElement(By.id('run-said')).getText()).startsWith('Done'), 60000);
    await shot(driver, 'page-people', 1280, 1000);
    await matches(driver);
    await press(driver, '/map', 'Role map');
    await driver.findElement(By.css('[data-zoom="0"]')).click();
    await shot(driver, 'page-map', 1280, 1100);
    await driver.get(`${page.address}text`);
    await driver.findElement(By.id('text')).sendKeys(advert);
    await driver.findElement(By.css('form button.main')).click();
    await driver.wait(until.elementLocated(By.css('.marked')), 20000);
    await shot(driver, 'page-text', 1280, 900);
  } finally {
    await driver.quit();
  }
};

const phone = async () => {
  const { driver } = await browser({ width: 390 });
  try {
    await matches(driver);
    await shot(driver, 'phone-matches', 390, 900);
    await press(driver, '/role', 'Gap:');
    await shot(driver, 'phone-gap', 390, 900);
    await press(driver, '/plan', 'Plan:');
    await shot(driver, 'phone-plan', 390, 1200);
  } finally {
    await driver.quit();
  }
};

try {
  readFileSync(team);
  await desk();
  await phone();
} finally {
  // A page that goes on would keep this program from ending.
  page.stop();
}
