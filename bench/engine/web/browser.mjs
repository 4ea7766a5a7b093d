// The few things of a browser that xforms-engine expects, from jsdom; and a clock and a uuid that repeat themselves.
import { createRequire } from 'node:module';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html>', { url: 'http://localhost/' });
for (const name of Object.getOwnPropertyNames(window)) {
  if (name in globalThis || name.startsWith('_')) continue;
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
}
// The bundled wasm loader sees Node and looks for CommonJS.
globalThis.__dirname = import.meta.dirname ?? '.';
globalThis.module = {};
globalThis.require = createRequire(import.meta.url);

const standing = Number(process.env.HULEI_CLOCK || 0);
const RealDate = Date;
if (standing) {
  globalThis.Date = class extends RealDate {
    constructor(...args) {
      super(...(args.length ? args : [standing]));
    }
    static now() {
      return standing;
    }
  };
}

let issued = 0;
let state = 1;

export function reseed(seed) {
  issued = 0;
  state = (seed >>> 0) || 1;
}

crypto.randomUUID = () => `00000000-0000-4000-8000-${(++issued).toString(16).padStart(12, '0')}`;
Math.random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 4294967296;
};
