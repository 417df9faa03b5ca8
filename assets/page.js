// What the page does beyond its forms: a dropped file, names offered while typing, plans that follow the sliders, a map that zooms.
// Without this script every page works by its buttons.
'use strict';

for (const part of document.querySelectorAll('.needs-script')) part.hidden = false;

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
  place.addEventListener('dragover', (event) => {
    event.preventDefault();
    place.classList.add('over');
  });
  place.addEventListener('dragleave', () => place.classList.remove('over'));
  place.addEventListener('drop', (event) => {
    place.classList.remove('over');
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
  file.addEventListener('change', () => take(file.files[0]));
}

function addSkill() {
  const name = byId('add-name');
  if (!name) return;
  const names = byId('add-names');
  const level = byId('add-level');
  const text = byId('profile');
  let asked = 0;
  name.addEventListener('input', async () => {
    const number = ++asked;
    const query = name.value.trim();
    if (query.length < 2) return;
    const answer = await fetch(`/api/v1/skills/find?top=12&text=${encodeURIComponent(query)}`).catch(() => null);
    if (!answer || !answer.ok) return;
    const { skills } = await answer.json();
    if (number !== asked) return; // a later letter asked again meanwhile
    names.replaceChildren(...skills.map((s) => Object.assign(document.createElement('option'), { value: s.name })));
  });
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
livePlan();
zoomMap();
