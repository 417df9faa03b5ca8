// What the page does beyond its forms: dropped files, names offered while typing, plans that follow the sliders, files of many people with
// their progress, a map that zooms.
// Without this script every page works by its buttons.
'use strict';

for (const part of document.querySelectorAll('.needs-script')) part.hidden = false;
for (const part of document.querySelectorAll('.no-script')) part.hidden = true;

const byId = (id) => document.getElementById(id);

function dropFile() {
  const place = byId('drop');
  if (!place) return;
  const text = byId('profile');
  const file = byId('file');
  const said = byId('drop-said');
  const take = async (chosen) => {
    if (!chosen) return;
    if (chosen.size > 1 << 20) {
      said.textContent = `${chosen.name} is larger than 1 MiB: the command line takes files of any size.`;
      return;
    }
    text.value = await chosen.text();
    file.value = '';
    said.textContent = `${chosen.name} is in the box above: look it over, then find roles.`;
    text.focus();
  };
  onDrop(place, (files) => take(files[0]));
  file.addEventListener('change', () => take(file.files[0]));
}

function onDrop(place, take) {
  place.addEventListener('dragover', (event) => {
    event.preventDefault();
    place.classList.add('over');
  });
  place.addEventListener('dragleave', () => place.classList.remove('over'));
  place.addEventListener('drop', (event) => {
    place.classList.remove('over');
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
}

/** Offers names from `address` while one types; `pick` takes them out of the answer. */
function offer(input, list, address, pick) {
  let asked = 0;
  input.addEventListener('input', async () => {
    const number = ++asked;
    const query = input.value.trim();
    if (query.length < 2) return;
    const answer = await fetch(`${address}?top=12&text=${encodeURIComponent(query)}`).catch(() => null);
    if (!answer || !answer.ok) return;
    const names = pick(await answer.json());
    if (number !== asked) return; // a later letter asked again meanwhile
    list.replaceChildren(...names.map((value) => Object.assign(document.createElement('option'), { value })));
  });
}

function offerRoles() {
  for (const input of document.querySelectorAll('input[data-roles]')) {
    offer(input, byId(input.dataset.roles), '/api/v1/roles/find', (found) => found.candidates.map((c) => c.role));
  }
}

function addSkill() {
  const name = byId('add-name');
  if (!name) return;
  const names = byId('add-names');
  const level = byId('add-level');
  const text = byId('profile');
  offer(name, names, '/api/v1/skills/find', (found) => found.skills.map((s) => s.name));
  const add = () => {
    const skill = name.value.trim();
    if (!skill) return;
    const cell = /[",;]/.test(skill) ? `"${skill.replaceAll('"', '""')}"` : skill;
    const lines = text.value.trimEnd();
    const start = lines || 'skill,level';
    text.value = `${start}\n${cell}${level.value ? `,${level.value}` : ''}\n`;
    byId('drop-said').textContent = `${skill} was added.`;
    name.value = '';
    name.focus();
  };
  byId('add-button').addEventListener('click', add);
  name.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    add();
  });
}

function livePlan() {
  const form = byId('plan-form');
  if (!form) return;
  const show = () => {
    for (const out of form.querySelectorAll('output[data-of]')) {
      const value = form.elements[out.dataset.of].value;
      const any = out.dataset.any === value;
      out.textContent = any ? 'any' : `${out.dataset.before ?? ''}${value}${out.dataset.unit ?? ''}`;
    }
  };
  let timer = 0;
  let running = null;
  const again = async () => {
    running?.abort();
    running = new AbortController();
    const result = byId('plan-result');
    result.classList.add('waits');
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch('/plan', { method: 'POST', body, signal: running.signal });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const [said, fresh] = [page.getElementById('plan-said'), page.getElementById('plan-result')];
      if (!said || !fresh) throw new Error('no plan in the answer');
      result.replaceChildren(...fresh.childNodes);
      byId('plan-said').className = said.className;
      byId('plan-said').textContent = said.textContent;
      result.classList.remove('waits');
    } catch (error) {
      if (error.name === 'AbortError') return;
      result.classList.remove('waits');
      byId('plan-said').className = 'note problem';
      byId('plan-said').textContent = 'The plan could not be made anew: press “Plan again”.';
    }
  };
  form.addEventListener('input', () => {
    show();
    clearTimeout(timer);
    timer = setTimeout(again, 180);
  });
}

function manyPeople() {
  const form = byId('people-form');
  if (!form) return;
  const file = byId('people');
  onDrop(byId('drop-people'), (files) => {
    file.files = files;
    byId('people-said').textContent = `${files[0].name} is chosen.`;
  });
  const number = (n) => n.toLocaleString('en');
  const people = (n) => `${number(n)} ${n === 1 ? 'person' : 'people'}`;
  const rows = (n) => `${number(n)} ${n === 1 ? 'row' : 'rows'}`;
  const said = byId('run-said');
  const bar = byId('run-bar');
  const button = byId('run-files');
  let running = null;
  let addresses = [];
  const download = (name, kind, pieces, text) => {
    const address = URL.createObjectURL(new Blob(pieces, { type: kind }));
    addresses.push(address);
    return Object.assign(document.createElement('a'), { href: address, download: name, className: 'button', textContent: text });
  };
  const begin = async () => {
    running?.abort();
    running = new AbortController();
    addresses.forEach((address) => URL.revokeObjectURL(address));
    addresses = [];
    byId('run').hidden = false;
    bar.value = 0;
    said.className = '';
    said.textContent = 'The file is being read.';
    const stop = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Stop' });
    stop.addEventListener('click', () => running.abort());
    button.replaceChildren(stop);
    const body = new FormData(form);
    const whole = Math.max(1, file.files[0]?.size ?? 1);
    const [results, rejects] = [[], []];
    let last = null;
    let told = 0;
    const take = (event) => {
      if (event.summary || event.error) {
        last = event;
        return;
      }
      results.push(event.results);
      rejects.push(event.rejects);
      // A compressed file holds more than its size.
      bar.value = Math.min(0.99, event.read / whole);
      const now = performance.now();
      if (now - told < 250) return; // often enough to see it move, seldom enough to be read out
      told = now;
      said.textContent = `${people(event.profiles)} matched, ${rows(event.rejected)} rejected so far.`;
    };
    try {
      const answer = await fetch('/people/run', { method: 'POST', body, signal: running.signal });
      if (!answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        throw new Error(page.querySelector('.problem')?.textContent.trim() ?? 'The page did not answer.');
      }
      await eachLine(answer.body, (text) => take(JSON.parse(text)));
      if (last?.error) throw new Error(`${last.error.message} ${last.error.remedy}`);
      if (!last) throw new Error('The answer was cut short. Try again.');
      const { profiles, rejected, without_match: none, without_plan: planless } = last.summary;
      bar.value = 1;
      const more = [none && `${number(none)} match no role`, planless && `${number(planless)} have no plan`].filter(Boolean);
      said.textContent = `Done: ${people(profiles)} matched${more.length ? ` (${more.join(', ')})` : ''}, ${rows(rejected)} rejected.`;
      const lines = byId('format').value === 'jsonl';
      const files = [lines ? download('results.jsonl', 'application/x-ndjson', results, 'Download the results')
        : download('results.csv', 'text/csv', results, 'Download the results')];
      if (rejected > 0) files.push(download('rejects.csv', 'text/csv', rejects, 'Download the rejects'));
      button.replaceChildren(...files);
    } catch (error) {
      button.replaceChildren();
      said.className = 'note problem';
      said.textContent = error.name === 'AbortError' ? 'Stopped. Nothing was kept.' : error.message;
    }
  };
  form.addEventListener('submit', (event) => {
    if (event.submitter?.id !== 'people-run') return;
    event.preventDefault();
    begin();
  });
}

/** Calls `take` with each line of a stream of bytes. */
async function eachLine(stream, take) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const lines = value.split('\n');
    rest.push(lines[0]);
    for (const next of lines.slice(1)) {
      const line = rest.join('');
      rest = [next];
      if (line) take(line);
    }
  }
}

function zoomMap() {
  const chart = byId('map');
  if (!chart) return;
  const svg = chart.querySelector('svg');
  const [, , wide, high] = svg.getAttribute('viewBox').split(' ').map(Number);
  let scale = 1;
  for (const button of document.querySelectorAll('[data-zoom]')) {
    button.addEventListener('click', () => {
      const factor = Number(button.dataset.zoom);
      scale = factor === 0 ? chart.clientWidth / wide : Math.min(4, Math.max(0.15, scale * factor));
      svg.setAttribute('width', Math.round(wide * scale));
      svg.setAttribute('height', Math.round(high * scale));
    });
  }
  const person = svg.querySelector('.person circle');
  if (person) {
    chart.scrollTo(person.getAttribute('cx') - chart.clientWidth / 2, person.getAttribute('cy') - chart.clientHeight / 2);
  }
}

dropFile();
addSkill();
offerRoles();
manyPeople();
livePlan();
zoomMap();
