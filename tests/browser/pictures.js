// The pictures of the documentation: report, map and page, at the width of a desk and of a phone.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { By, until } from 'selenium-webdriver';
import { browser, serve } from './page.js';

const program = process.env.SKILLGAP;
const folder = process.env.PICTURES;
const reports = process.env.REPORTS;
const page = await serve(program);

const shot = async (driver, name, width, tallest) => {
  const full = await driver.executeScript('return document.documentElement.scrollHeight');
  await driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', {
    width, height: Math.min(full, tallest), deviceScaleFactor: 1, mobile: width < 600,
  });
  writeFileSync(join(folder, `${name}-${width}.png`), await driver.takeScreenshot(), 'base64');
};

try {
for (const width of [1280, 390]) {
  const { driver } = await browser({ width });
  try {
    for (const report of ['match', 'plan']) {
      await driver.get(`file://${resolve(reports, `${report}.html`)}`);
      await shot(driver, `report-${report}`, width, 1500);
    }
    await driver.get(`${page.address}?example=1`);
    await shot(driver, 'page-start', width, 1100);
    await driver.findElement(By.css('form#start button.main')).click();
    await driver.wait(until.titleContains('Where you fit'), 30000);
    await shot(driver, 'page-matches', width, 1500);
    const open = (path, title) => async () => {
      await driver.findElement(By.css(`button[formaction="${path}"]`)).click();
      await driver.wait(until.titleContains(title), 60000);
    };
    await open('/map', 'Role map')();
    if (width > 600) await driver.findElement(By.css('[data-zoom="0"]')).click();
    await shot(driver, 'page-map', width, 1100);
    await driver.findElement(By.css('form[action="/match"] button')).click();
    await driver.wait(until.titleContains('Where you fit'), 30000);
    await open('/role', 'Gap:')();
    await shot(driver, 'page-gap', width, 1500);
    await open('/plan', 'Plan:')();
    await shot(driver, 'page-plan', width, 1500);
    await driver.get(`${page.address}text`);
    await driver.findElement(By.id('text')).sendKeys(process.env.ADVERT);
    await driver.findElement(By.css('form button.main')).click();
    await driver.wait(until.elementLocated(By.css('.marked')), 10000);
    await shot(driver, 'page-text', width, 1500);
  } finally {
    await driver.quit();
  }
}
const { driver } = await browser({ width: 1280, dark: true });
try {
  await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
  await driver.get(`file://${resolve(reports, 'match.html')}`);
  await shot(driver, 'report-match-dark', 1280, 1200);
} finally {
  await driver.quit();
}
} finally {
  // A page that goes on would keep this program from ending.
  page.stop();
}
