// The program under test, and a browser on it.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Builder, logging } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';

/** Starts `skillgap serve` on a free port; gives its address and a way to end it. */
export async function serve(program) {
  const child = spawn(program, ['serve', '--port', '0', '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const address = await new Promise((found, failed) => {
    lines.once('line', found);
    child.once('exit', (code) => failed(new Error(`the page ended with ${code}`)));
  });
  return { address, stop: () => child.kill('SIGTERM') };
}

/** A headless Chromium of the given width; downloads go to `downloads`. */
export async function browser({ width = 1280, height = 900, script = true, dark = false } = {}) {
  const downloads = mkdtempSync(join(tmpdir(), 'skillgap-downloads-'));
  const options = new chrome.Options();
  options.addArguments('--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars');
  if (dark) options.addArguments('--force-dark-mode', '--blink-settings=preferredColorScheme=0');
  options.setUserPreferences({
    'download.default_directory': downloads,
    ...(script ? {} : { 'profile.managed_default_content_settings.javascript': 2 }),
  });
  const prefs = new logging.Preferences();
  prefs.setLevel(logging.Type.BROWSER, logging.Level.ALL);
  options.setLoggingPrefs(prefs);
  const service = new chrome.ServiceBuilder(process.env.CHROMEDRIVER ?? '/usr/bin/chromedriver');
  const driver = await new Builder().forBrowser('chrome').setChromeOptions(options).setChromeService(service).build();
  // The window of a headless browser has a least width; what a phone shows is emulated.
  await driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', {
    width, height, deviceScaleFactor: 1, mobile: width < 600,
  });
  // A map of three hundred roles takes the checker of accessibility a while.
  await driver.manage().setTimeouts({ script: 120000 });
  return { driver, downloads };
}
