/* The whole page: a phone-sized chat; in the demo also a stage with several phones and a clock. */
(function () {
'use strict';

var ZH = {
  name: '护蕾', on: '已连接', wait: '重连中…', off: '离线，稍后自动重连', send: '发送', write: '写消息…', log: '聊天记录',
  add: '照片、文件、位置', photo: '照片', file: '文件', place: '位置', leave: '退出', swap: '换人', down: '↓ 新消息',
  sending: '发送中…', queued: '等网络，会自动发出', failed: '没有发出。', again: '重发', drop: '删除', typing: '对方正在输入', edited: '已更新',
  image: '图片', save: '下载', ok: '知道了', locating: '正在定位…', menu: '快捷按钮', close: '关闭',
  noplace: '拿不到位置。请允许浏览器定位，或直接打字写地点。', nofile: '文件打不开，请再试一次。',
  too_big: '文件太大，最多 20 MB。', file_type: '这种文件收不了。可以发照片，或 .xlsx 等表格。', picture: '这张图读不了，请换一张 JPG 或 PNG。',
  stale: '这是旧按钮，请用最新一条消息里的按钮。', too_long: '太长了，请分成几条发。', slow: '发得太快，稍等会自动发出。',
  prep: '正在准备…', prep2: '第一次打开要等几秒，好了会自动进入。',
  s_import: '装载程序', s_database: '打开数据库', s_forms: '准备表单', s_town: '准备演示镇', s_start: '启动',
  out1: '请用邀请链接进入', out2: '邀请链接由文书或儿童督导员发给您，只能用一次。没有或已失效，请再要一个。',
  join1: '欢迎使用护蕾', join2: '点一下就好，这台设备 30 天内不用再登录。', join: '开始使用', badjoin: '这个链接已用过或已过期，请向发链接的人再要一个。', oops: '没连上，请再试一次。',
  who: '您是谁？', who2: '演示里的人和事都是编的，选一个试试。', people: '{0} 人', grid: '{0}号网格', phone: '手机 {0}',
  now: '现在', h1: '+1小时', h24: '+1天', h168: '+7天', passing: '时间正在过去…', stage: '演示 · 青禾镇，人和事都是编的', lang: 'English',
  grid_worker: '网格员', child_director: '儿童主任', inspector: '检查员', supervisor: '儿童督导员', police: '派出所联络员', clerk: '文书', leader: '分管领导',
  grid_worker2: '入户探访，看旅馆和店铺', child_director2: '一个村的孩子，催一催', inspector2: '全镇场所检查', supervisor2: '全镇小结，逾期，邀请同事',
  police2: '接收强制报告', clerk2: '表单和人员', leader2: '只看数字和编号'
};
var EN = {
  name: 'Hulei', on: 'Connected', wait: 'Reconnecting…', off: 'Offline, will reconnect', send: 'Send', write: 'Message…', log: 'Chat',
  add: 'Photo, file, location', photo: 'Photo', file: 'File', place: 'Location', leave: 'Sign out', swap: 'Switch', down: '↓ New messages',
  sending: 'Sending…', queued: 'Waiting for the network', failed: 'Not sent.', again: 'Retry', drop: 'Delete', typing: 'Typing', edited: 'updated',
  image: 'Picture', save: 'Download', ok: 'OK', locating: 'Locating…', menu: 'Quick buttons', close: 'Close',
  noplace: 'No location. Allow it in the browser, or type the place.', nofile: 'The file did not open, please try again.',
  too_big: 'The file is too big (20 MB at most).', file_type: 'This kind of file is not taken. Send a photo, or a sheet such as .xlsx.', picture: 'This picture cannot be read. Try a JPG or PNG.',
  stale: 'An old button: please use the newest message.', too_long: 'Too long, please send it in parts.', slow: 'Too fast: it will be sent in a moment.',
  prep: 'Getting ready…', prep2: 'The first start takes some seconds; the chat opens by itself.',
  s_import: 'Loading', s_database: 'Opening the database', s_forms: 'Preparing the forms', s_town: 'Preparing the demo town', s_start: 'Starting',
  out1: 'Please use your invite link', out2: 'The clerk or supervisor sends it to you; it works once. If it is gone, ask for another.',
  join1: 'Welcome to Hulei', join2: 'One tap, and this device stays signed in for 30 days.', join: 'Start', badjoin: 'This link was used or has expired. Please ask for another.', oops: 'No connection, please try again.',
  who: 'Who are you?', who2: 'Everybody in this demo is invented. Pick one.', people: '{0}', grid: 'grid {0}', phone: 'Phone {0}',
  now: 'Now', h1: '+1 hour', h24: '+1 day', h168: '+7 days', passing: 'Time passes…', stage: 'Demo · Qinghe, an invented town', lang: '中文',
  grid_worker: 'Grid worker', child_director: 'Child director', inspector: 'Inspector', supervisor: 'Child supervisor', police: 'Police liaison', clerk: 'Clerk', leader: 'Leader in charge',
  grid_worker2: 'Visits homes, looks at hotels and shops', child_director2: 'The children of one village', inspector2: 'Inspects venues of the town', supervisor2: 'Summary of the town, overdue, invitations',
  police2: 'Receives mandatory reports', clerk2: 'Forms and staff', leader2: 'Numbers and codes only'
};

/* ---------- small tools ---------- */

function box(kind) { try { var s = window[kind]; s.getItem('x'); return s; } catch (e) { var m = {}; return { getItem: function (k) { return k in m ? m[k] : null; }, setItem: function (k, v) { m[k] = v; }, removeItem: function (k) { delete m[k]; }, get length() { return Object.keys(m).length; }, key: function (i) { return Object.keys(m)[i]; } }; } }
var local = box('localStorage'), tab = box('sessionStorage');
var lang = local.getItem('hulei:lang') || 'zh_Hans';
var app = document.getElementById('app');
var seat = (/[?&]phone=(\w{1,8})/.exec(location.search) || [])[1] || '';
var demo = false;

function say(key, arg) { var s = (lang === 'en' ? EN : ZH)[key]; return s === undefined ? '' : s.replace('{0}', arg); }

/* el('button.key', {onclick: f, t: 'send'}, child…): text only, never HTML. `t` text and `l` label are wording keys. */
function el(what, props) {
  var parts = what.split('.'), node = document.createElement(parts[0]), i;
  if (parts.length > 1) node.className = parts.slice(1).join(' ');
  if (parts[0] === 'button') node.type = 'button';
  for (var k in props || {}) {
    var v = props[k];
    if (v === undefined || v === null || v === false) continue;
    if (k === 't') { node.dataset.t = v; node.textContent = say(v); }
    else if (k === 'l') { node.dataset.l = v; node.setAttribute('aria-label', say(v)); node.title = say(v); }
    else if (k === 'text') node.textContent = v;
    else if (k.slice(0, 2) === 'on') node.addEventListener(k.slice(2), v);
    else node.setAttribute(k, v === true ? '' : v);
  }
  for (i = 2; i < arguments.length; i++) if (arguments[i]) node.append(arguments[i]);
  return node;
}
function icon(id, cls) {
  var ns = 'http://www.w3.org/2000/svg', s = document.createElementNS(ns, 'svg'), u = document.createElementNS(ns, 'use');
  s.setAttribute('class', cls || 'i'); s.setAttribute('aria-hidden', 'true'); u.setAttribute('href', '#' + id); s.append(u); return s;
}
function clear(node) { while (node.firstChild) node.firstChild.remove(); return node; }
function show(node) { clear(app).append(node); }
function relabel(to) {
  lang = to === 'en' ? 'en' : 'zh_Hans';
  if (!seat) local.setItem('hulei:lang', lang);
  document.documentElement.lang = lang === 'en' ? 'en' : 'zh-Hans';
  document.title = say('name');
  document.querySelectorAll('[data-t]').forEach(function (n) { n.textContent = say(n.dataset.t, n.dataset.a); });
  document.querySelectorAll('[data-l]').forEach(function (n) { n.setAttribute('aria-label', say(n.dataset.l)); n.title = say(n.dataset.l); });
}
function after(s, f) { return setTimeout(f, s * 1000); }
function newId() { var a = new Uint8Array(12); crypto.getRandomValues(a); return Array.from(a, function (b) { return ('0' + b.toString(16)).slice(-2); }).join(''); }
function clock(at, opts) { return new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'zh-CN', Object.assign({ timeZone: 'Asia/Shanghai' }, opts)).format(at); }
function hhmm(at) { return clock(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }); }
function dayOf(at) { return clock(at, { month: lang === 'en' ? 'short' : 'long', day: 'numeric', weekday: 'short' }); }
function bytes(n) { return n < 1e6 ? Math.max(1, Math.round(n / 1000)) + ' kB' : (n / 1e6).toFixed(1) + ' MB'; }

function token() { return tab.getItem('hulei:token:' + seat) || ''; }
function headers(more) { var h = Object.assign({}, more); if (token()) h['X-Phone'] = token(); return h; }
function call(method, path, body) {
  var opts = { method: method, headers: headers(body ? { 'Content-Type': 'application/json' } : {}), credentials: 'same-origin' };
  if (body) opts.body = JSON.stringify(body);
  return fetch(path, opts).then(function (r) {
    if (!r.ok) { var e = new Error('HTTP'); e.status = r.status; throw e; }
    return r;
  });
}
function json(method, path, body) { return call(method, path, body).then(function (r) { return r.json(); }); }

/* ---------- covers: getting ready, sign in, choose a person ---------- */

function cover(cls) {
  var inner = el('div.in'), frame = el('div.phone', {}, el('main.cover' + (cls || ''), {}, inner));
  inner.append(icon('bud', 'logo'));
  for (var i = 1; i < arguments.length; i++) if (arguments[i]) inner.append(arguments[i]);
  show(frame);
  return inner;
}
function langButton(cls) { return el('button.ib' + (cls || ''), { t: 'lang', onclick: function () { relabel(lang === 'en' ? 'zh' : 'en'); } }); }

function start() {
  var bar, step;
  function ask() {
    json('GET', '/ready').then(function (r) {
      demo = r.demo;
      if (r.ready) return enter();
      if (!bar) {
        bar = el('progress', { max: 100, value: 0, 'aria-label': say('prep') }); step = el('p', { role: 'status' });
        cover('', el('h1', { t: 'prep' }), el('p', { t: 'prep2' }), bar, step);
      }
      bar.value = r.percent; step.textContent = say('s_' + r.step) || '';
      after(.4, ask);
    }, function () { after(1, ask); });
  }
  ask();
}
function enter() {
  if (location.pathname.indexOf('/join/') === 0) return join();
  if (demo && !seat && innerWidth >= 900) return stage();
  if (demo && !token()) return pick();
  json('GET', '/me').then(chat, function (e) {
    if (e.status === 401) signedOut(); else after(1.5, enter);
  });
}
function join() {
  var note = el('p', { role: 'status' });
  var go = el('button.big', { t: 'join', onclick: function () {
    go.disabled = true; note.textContent = '';
    call('POST', location.pathname).then(function () { history.replaceState(null, '', '/'); enter(); }, function (e) {
      go.disabled = false; note.textContent = say(e.status === 410 ? 'badjoin' : 'oops');
    });
  } });
  cover('', el('h1', { t: 'join1' }), el('p', { t: 'join2' }), go, note);
  go.focus();
}
function signedOut() {
  if (demo) { tab.removeItem('hulei:token:' + seat); return pick(); }
  cover('', el('h1', { t: 'out1' }), el('p', { t: 'out2' }));
}
function pick() {
  json('GET', '/demo/people').then(function (roles) {
    var list = el('div');
    roles.forEach(function (r) {
      var people = el('ul', { hidden: true });
      r.people.forEach(function (p) {
        var b = el('button', { onclick: function () { become(p.code, r.role); } }, p.code);
        if (p.village) b.append(el('br'), el('small', {}, p.village + (p.grid ? ' · ' + say('grid', p.grid) : '')));
        people.append(el('li', {}, b));
      });
      var count = el('span.n', { t: 'people' }); count.dataset.a = r.people.length; count.textContent = say('people', r.people.length);
      var head = el('button', { 'aria-expanded': 'false', onclick: function () {
        if (r.people.length === 1) return become(r.people[0].code, r.role);
        people.hidden = !people.hidden; head.setAttribute('aria-expanded', String(!people.hidden));
      } }, el('span.face', { 'aria-hidden': 'true' }, say(r.role).slice(0, 1)), el('span', {}, el('b', { t: r.role }), el('small', { t: r.role + '2' })), count);
      list.append(el('section.role', {}, head, people));
    });
    cover('.pick', el('h1', { t: 'who' }), el('p', { t: 'who2' }), list);
  }, function () { after(1.5, pick); });
}
function become(code, role) {
  json('POST', '/demo/enter', { code: code }).then(function (r) {
    tab.setItem('hulei:token:' + seat, r.token); tab.setItem('hulei:code:' + seat, code); enter();
  }, pick);
}

/* ---------- the demo's stage and clock ---------- */

function clockBar() {
  var face = el('output', { 'aria-live': 'polite' }), bar = el('progress.bar2', { max: 1, value: 0, hidden: true, 'aria-hidden': 'true' }), timer, buttons;
  function draw(c) {
    var at = new Date(c.now);
    face.textContent = say('now') + (lang === 'en' ? ': ' : '：') + clock(at, { year: 'numeric', month: '2-digit', day: '2-digit' }).replace(/\//g, '-') + ' ' + clock(at, { weekday: 'short' }) + ' ' + hhmm(at);
    bar.hidden = !c.moving; bar.value = c.share;
    buttons.forEach(function (b) { b.setAttribute('aria-disabled', String(c.moving)); });
    clearTimeout(timer); timer = after(c.moving ? .3 : 15, look);
  }
  function look() { json('GET', '/demo/clock').then(draw, function () { timer = after(3, look); }); }
  buttons = [1, 24, 168].map(function (h) {
    return el('button', { t: 'h' + h, onclick: function () {
      if (this.getAttribute('aria-disabled') === 'true') return;
      json('POST', '/demo/clock', { hours: h }).then(draw, look);
    } });
  });
  look();
  return el('div.clock', {}, face, buttons[0], buttons[1], buttons[2], bar);
}
function stage() {
  var n = innerWidth >= 1240 ? 3 : 2, phones = el('main.phones');
  for (var i = 1; i <= n; i++) phones.append(el('section.frame', {}, el('iframe', { src: '/?phone=' + i, title: say('phone', i), allow: 'geolocation' })));
  show(el('div.stage', {}, el('header.top', {}, icon('bud', 'logo'), el('h1', {}, el('span', { t: 'name' }), el('small', { t: 'stage' })), clockBar(), langButton()), phones));
}

/* ---------- the chat ---------- */

function chat(me) {
  var prefix = 'hulei:q:' + me.chat + ':', last = 0, queue = [], flying = null, flyTimer, dead = false;
  var ws = null, mode = 'ws', fails = 0, opened = false, retry, pulse, pongBy, langBusy = false, files = {}, typingTimer, pressedMid = 0;

  /* the frame */
  var state = el('span.state.wait', { t: 'wait' });
  var log = el('main', { id: 'log', role: 'log', 'aria-live': 'polite', tabindex: 0, l: 'log' });
  log.removeAttribute('title');
  var typing = el('div.typing', { role: 'status', l: 'typing', hidden: true }, el('i'), el('i'), el('i'));
  var down = el('button.down', { t: 'down', hidden: true, onclick: function () { toBottom(); input.focus(); } });
  var toasts = el('div.toast', { role: 'status' });
  var input = el('textarea', { rows: 1, maxlength: 4096, l: 'write', enterkeyhint: 'send', autocomplete: 'off' });
  input.removeAttribute('title'); input.placeholder = say('write');
  var pickPhoto = el('input', { type: 'file', accept: 'image/*', hidden: true, onchange: function () { take(pickPhoto, 'photo'); } });
  var pickFile = el('input', { type: 'file', accept: '.xlsx,.xls,.csv,.xml,.md,.zip', hidden: true, onchange: function () { take(pickFile, 'document'); } });
  function extra(id, key, act) { return el('button.key', { onclick: function () { more(false); act(); } }, icon(id), el('span', { t: key })); }
  var extras = el('div.more', { hidden: true }, extra('cam', 'photo', function () { pickPhoto.click(); }), extra('doc', 'file', function () { pickFile.click(); }), extra('pin', 'place', sendPlace));
  var plus = el('button.rb', { l: 'add', 'aria-expanded': 'false', onclick: function () { more(extras.hidden); } }, icon('plus'));
  var form = el('form.say', { onsubmit: function (e) { e.preventDefault(); submit(); } }, plus, input, el('button.rb.go', { l: 'send', onclick: submit }, icon('go')), pickPhoto, pickFile);
  var menu = el('div.menu', { role: 'group', l: 'menu', hidden: true });
  menu.removeAttribute('title');
  var toggle = el('button.ib', { t: 'lang', onclick: function () {
    relabel(lang === 'en' ? 'zh' : 'en'); input.placeholder = say('write'); langBusy = true;
    call('POST', '/language', { lang: lang }).then(function () { langBusy = false; }, function () { langBusy = false; });
  } });
  var out = el('button.ib', { l: demo ? 'swap' : 'leave', onclick: function () {
    stop();
    if (demo) { tab.removeItem('hulei:token:' + seat); return pick(); }
    call('POST', '/leave').then(signedOut, signedOut);
  } }, icon('out'));
  show(el('div.phone', {},
    el('header.bar', {}, icon('bud', 'logo'), el('div.who', {}, el('b', { t: me.role }), el('small', {}, demo ? (tab.getItem('hulei:code:' + seat) || '') + ' · ' : '', state)), toggle, out),
    demo && !seat ? clockBar() : null, log,
    el('footer.foot', {}, down, toasts, extras, form, menu)));
  log.append(typing);
  relabel(me.lang);
  document.body.dataset.ready = 'chat';

  function more(open) { extras.hidden = !open; plus.setAttribute('aria-expanded', String(open)); if (open) extras.firstChild.focus(); }
  input.addEventListener('input', grow);
  function grow() { input.style.height = 'auto'; input.style.height = Math.min(132, input.scrollHeight + 2) + 'px'; }
  input.addEventListener('keydown', function (e) { if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); submit(); } });
  form.addEventListener('keydown', function (e) { if (e.key === 'Escape') more(false); });
  function submit() { var text = input.value.trim(); if (!text) return; input.value = ''; grow(); enqueue({ t: 'text', text: text }); }

  /* scrolling */
  function atBottom() { return log.scrollHeight - log.scrollTop - log.clientHeight < 90; }
  function toBottom() { log.scrollTop = log.scrollHeight; down.hidden = true; }
  log.addEventListener('scroll', function () { if (atBottom()) down.hidden = true; });
  addEventListener('resize', function () { if (stuck) toBottom(); });
  var stuck = true;
  log.addEventListener('scroll', function () { stuck = atBottom(); });
  function reveal(node) {
    if (node.offsetHeight > log.clientHeight - 20) log.scrollTop = node.offsetTop - log.offsetTop - 8;
    else if (!nextMessage(node)) toBottom();
    else node.scrollIntoView({ block: 'nearest' });
    stuck = atBottom();
  }
  function nextMessage(node) { do { node = node.nextElementSibling; } while (node && (node === typing || node.className === 'day')); return node; }

  /* messages */
  function find(mid) { return log.querySelector('[data-mid="' + mid + '"]'); }
  function pending(cid) { return log.querySelector('[data-cid="' + cid + '"]'); }
  function place(node, at) {
    var others = log.querySelectorAll('[data-mid]'), i = others.length;
    while (i > 0 && +others[i - 1].dataset.mid > +node.dataset.mid) i--;
    var before = i < others.length ? others[i] : (log.querySelector('[data-cid]:not([data-mid])') || typing);
    if (before.previousElementSibling && before.previousElementSibling.className === 'day' && i < others.length) before = before.previousElementSibling;
    var day = dayOf(at), prev = i > 0 ? others[i - 1].dataset.day : '';
    node.dataset.day = day;
    log.insertBefore(node, before);
    if (day !== prev) log.insertBefore(el('div.day', { text: day }), node);
    if (others.length > 250) { if (others[0].previousElementSibling) others[0].previousElementSibling.remove(); others[0].remove(); }
  }
  function phoneLinks(p, text) {
    var re = /(拨打|拨|打|[Cc]all|📞)(\s*)(1\d{2,4})(?!\d)/g, at = 0, m;
    while ((m = re.exec(text))) { p.append(text.slice(at, m.index) + m[1] + m[2], el('a', { href: 'tel:' + m[3], text: m[3] })); at = m.index + m[0].length; }
    p.append(text.slice(at));
  }
  function bubble(e) {
    var at = new Date(e.at * 1000), b = el('div.bub');
    if (e.pic) b.append(picture(e.pic, e.text));
    if (e.doc) b.append(el('button.doc', { onclick: function () { download(e.doc); } }, icon('doc'), el('span', {}, el('b', { text: e.doc.n }), el('small', { text: say('save') + ' · ' + bytes(e.doc.s) }))));
    if (e.loc) b.append(el('a', { href: 'geo:' + e.loc.join(','), text: '📍 ' + say('place') + ' ' + e.loc[0].toFixed(5) + ', ' + e.loc[1].toFixed(5) }));
    if (e.text) { var p = el('p'); phoneLinks(p, e.text); b.append(p); }
    b.append(el('time', { datetime: at.toISOString(), text: (e.edited ? say('edited') + ' ' : '') + hhmm(at) }));
    return b;
  }
  function keys(e) {
    var g = el('div.keys');
    e.rows.forEach(function (r) {
      var row = el('div.row');
      r.forEach(function (k) {
        var cls = '.key' + (k.t.indexOf('🚨') === 0 ? '.sos' : '');
        if (k.u) { if (/^(https?|tel):/.test(k.u)) row.append(el('a' + cls, { href: k.u, text: k.t, target: '_blank', rel: 'noopener noreferrer' })); }
        else row.append(el('button' + cls, { text: k.t, 'data-d': k.d, onclick: function () { press(e.mid, this); } }));
      });
      g.append(row);
    });
    return g;
  }
  function paint(e) {
    var old = find(e.mid) || (e.cid && pending(e.cid)), node = el('article.msg' + (e.mine ? '.mine' : '') + (e.rows ? '.keyed' : ''), { 'data-mid': e.mid, 'data-cid': e.cid, tabindex: -1 }, bubble(e));
    if (e.rows) node.append(keys(e));
    if (old && old.dataset.mid) {
      var held = old.contains(document.activeElement) ? document.activeElement.dataset.d || '-' : '';
      node.dataset.day = old.dataset.day;
      log.replaceChild(node, old);
      if (held) focusLike(node, held);
    } else { if (old) old.remove(); place(node, new Date(e.at * 1000)); }
    return node;
  }
  function focusLike(node, d) {
    var all = Array.from(node.querySelectorAll('[data-d]')), same = all.filter(function (b) { return b.dataset.d === d; })[0];
    (same || node).focus({ preventScroll: true });
  }
  function handle(e, fresh) {
    if (e.t === 'menu') return drawMenu(e.rows);
    if (e.t === 'toast') return toast(e.text, e.alert);
    if (e.t === 'delete') { var gone = find(e.mid); if (gone) gone.remove(); return null; }
    var had = find(e.mid), node = paint(e);
    if (!e.mine) hideTyping();
    if (fresh && e.t === 'edit' && had) node.classList.add('new');
    return node;
  }
  function drawMenu(rows) {
    clear(menu); menu.hidden = !rows.length;
    rows.forEach(function (r) {
      var row = el('div.row');
      r.forEach(function (k) { row.append(el('button.key' + (k.t.indexOf('🚨') === 0 ? '.sos' : ''), { text: k.t, onclick: function () { if (k.ask === 'location') sendPlace(); else enqueue({ t: 'text', text: k.t }); } })); });
      menu.append(row);
    });
    if (stuck) toBottom();
  }
  function batch(b) {
    var bottom = stuck || !last, first = !last, lastNode = null, news = false;
    if (b.reset) { log.querySelectorAll('[data-mid],.day').forEach(function (n) { n.remove(); }); bottom = true; }
    b.events.forEach(function (e) {
      var node = handle(e, !first);
      if (node) { lastNode = node; if (e.t === 'message' && !e.mine) news = true; }
      if (e.mid === pressedMid || news) pressedMid = 0;
    });
    if (b.events.length) unbusy();
    last = b.last;
    if (b.lang && !langBusy && b.lang !== lang) { relabel(b.lang); input.placeholder = say('write'); }
    if (lastNode && bottom) { if (first) toBottom(); else reveal(lastNode); }
    else if (lastNode && lastNode.classList.contains('new')) reveal(lastNode);
    else if (news) down.hidden = false;
  }
  function showTyping(s) { clearTimeout(typingTimer); typingTimer = after(s || .7, function () { typing.hidden = false; if (stuck) toBottom(); typingTimer = after(12, hideTyping); }); }
  function hideTyping() { clearTimeout(typingTimer); typing.hidden = true; }
  function toast(text, alert) {
    clear(toasts);
    var t = el('div', { role: alert ? 'alertdialog' : undefined }, el('span', { text: text }));
    if (alert) { var b = el('button', { t: 'ok', onclick: function () { clear(toasts); input.focus(); } }); t.append(b); }
    toasts.append(t);
    if (alert) b.focus(); else after(4.5, function () { t.remove(); });
  }

  /* pictures and files come with the session's own headers, so they are fetched */
  function blob(f) { if (!files[f]) files[f] = call('GET', '/file/' + f).then(function (r) { return r.blob(); }).then(URL.createObjectURL); files[f].catch(function () { delete files[f]; }); return files[f]; }
  function picture(pic, text) {
    var img = el('img', { alt: (text || say('image')).split('\n')[0].slice(0, 120) });
    if (pic.w) { img.width = pic.w; img.height = pic.h; }
    img.onload = function () { if (stuck) toBottom(); };
    var b = el('button.pic', { onclick: function () { full(img); } }, img);
    blob(pic.f).then(function (url) { img.src = url; }, function () { img.alt = say('nofile'); });
    return b;
  }
  function full(img) {
    if (!img.src || !window.HTMLDialogElement) return;
    var d = el('dialog.full', { l: 'image', onclick: function () { d.close(); }, onclose: function () { d.remove(); } }, el('img', { src: img.src, alt: img.alt }));
    document.body.append(d); d.showModal();
  }
  function download(doc) { blob(doc.f).then(function (url) { var a = el('a', { href: url, download: doc.n }); document.body.append(a); a.click(); a.remove(); }, function () { toast(say('nofile')); }); }

  /* saying things: kept until the bot has confirmed them, sent one after the other */
  function enqueue(item) {
    item.cid = newId(); item.n = Date.now();
    local.setItem(prefix + item.cid, JSON.stringify(item));
    queue.push(item); if (item.t !== 'press') drawPending(item); flush();
  }
  function drawPending(item) {
    var node = pending(item.cid);
    if (!node) {
      node = el('article.msg.mine', { 'data-cid': item.cid }, el('div.bub', {}, el('p', { text: item.text || (item.t === 'location' ? '📍 ' + say('place') : '🖼 ' + say('image')) }), el('span.st')));
      log.insertBefore(node, typing);
    }
    status(node, flying || !online() ? 'queued' : 'sending');
    toBottom(); stuck = true;
  }
  function status(node, key, retryIt, dropIt) {
    var st = node.querySelector('.st'); if (!st) return;
    clear(st).className = 'st' + (retryIt ? ' bad' : ''); st.append(el('span', { t: key }));
    if (retryIt) st.append(el('button', { t: 'again', onclick: retryIt }), el('button', { t: 'drop', onclick: dropIt }));
  }
  function online() { return mode === 'ws' ? ws && ws.readyState === 1 && opened : opened; }
  function flush() {
    if (flying || dead || !queue.length || !online()) return;
    flying = queue[0];
    var node = pending(flying.cid); if (node) status(node, 'sending');
    var out = Object.assign({}, flying); delete out.n;
    if (mode === 'ws') { ws.send(JSON.stringify(out)); clearTimeout(flyTimer); flyTimer = after(12, function () { if (ws) ws.close(); }); }
    else json('POST', '/send', out).then(answer, function (e) { flying = null; if (e.status === 401) bye(); else after(2, flush); });
  }
  function answer(a) {
    if (!flying || a.cid !== flying.cid) return;
    clearTimeout(flyTimer);
    var item = flying; flying = null;
    if (a.t === 'nack' && (a.code === 'slow' || a.code === 'again')) {
      if (a.code === 'slow') toast(say('slow'));
      after(2.5, flush); return;
    }
    queue.shift(); local.removeItem(prefix + item.cid);
    if (a.t === 'nack') refused(item, a.code); else if (item.t === 'press' || item.t === 'text') showTyping();
    flush();
  }
  function refused(item, code) {
    unbusy();
    if (item.t === 'press') return toast(say('stale'));
    var node = pending(item.cid); if (say(code)) toast(say(code));
    if (node) status(node, 'failed', function () { node.remove(); enqueue(item); }, function () { node.remove(); });
  }
  function press(mid, button) {
    var msg = button.closest('.msg');
    if (button.getAttribute('aria-disabled') === 'true') return;
    msg.querySelectorAll('.key').forEach(function (k) { k.setAttribute('aria-disabled', 'true'); });
    button.classList.add('busy'); pressedMid = mid;
    after(8, function () { if (msg.isConnected) unbusy(); });
    enqueue({ t: 'press', mid: mid, d: button.dataset.d });
  }
  function unbusy() { log.querySelectorAll('.key[aria-disabled]').forEach(function (k) { k.removeAttribute('aria-disabled'); k.classList.remove('busy'); }); }
  function restore() {
    var found = [];
    for (var i = 0; i < local.length; i++) { var k = local.key(i); if (k && k.indexOf(prefix) === 0) { try { found.push(JSON.parse(local.getItem(k))); } catch (e) { local.removeItem(k); } } }
    found.sort(function (a, b) { return a.n - b.n; }).forEach(function (item) { queue.push(item); if (item.t !== 'press') drawPending(item); });
  }
  function sendPlace() {
    if (!navigator.geolocation) return toast(say('noplace'), true);
    toast(say('locating'));
    navigator.geolocation.getCurrentPosition(function (p) { clear(toasts); enqueue({ t: 'location', lat: p.coords.latitude, lon: p.coords.longitude }); }, function () { toast(say('noplace'), true); }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  }

  /* uploads: a photo is made smaller first, for slow lines */
  function take(picker, kind) { var f = picker.files[0]; picker.value = ''; if (f) (kind === 'photo' ? smaller(f) : Promise.resolve(f)).then(function (b) { upload(b, kind, f.name); }); }
  function smaller(file) {
    return new Promise(function (done) {
      var url = URL.createObjectURL(file), img = new Image();
      img.onerror = function () { done(file); };
      img.onload = function () {
        var k = Math.min(1, 1600 / Math.max(img.naturalWidth, img.naturalHeight)), c = document.createElement('canvas');
        c.width = Math.round(img.naturalWidth * k); c.height = Math.round(img.naturalHeight * k);
        var g = c.getContext('2d'); g.fillStyle = '#fff'; g.fillRect(0, 0, c.width, c.height); g.drawImage(img, 0, 0, c.width, c.height);
        URL.revokeObjectURL(url);
        c.toBlob(function (b) { done(b || file); }, 'image/jpeg', .82);
      };
      img.src = url;
    });
  }
  function upload(body, kind, name) {
    var bar = el('progress', { max: 1, value: 0, l: 'sending' }), st = el('span.st');
    var node = el('article.msg.mine', { 'data-up': '1' }, el('div.bub', {}, kind === 'photo' ? el('span.pic', {}, el('img', { src: URL.createObjectURL(body), alt: '' })) : el('p', { text: name }), bar, st));
    log.insertBefore(node, typing); toBottom();
    function drop() { node.remove(); }
    function fail(code) { bar.hidden = true; if (say(code)) toast(say(code), true); status(node, 'failed', send, drop); }
    function send() {
      var x = new XMLHttpRequest(); bar.hidden = false; bar.value = 0; status(node, 'sending');
      x.open('POST', '/upload?kind=' + kind + '&name=' + encodeURIComponent(name));
      var h = headers(); for (var k in h) x.setRequestHeader(k, h[k]);
      x.upload.onprogress = function (e) { if (e.lengthComputable) bar.value = e.loaded / e.total; };
      x.onerror = function () { fail(''); };
      x.onload = function () {
        var r = {}; try { r = JSON.parse(x.responseText); } catch (e) { /* shown as failed */ }
        if (x.status !== 200) return fail(r.code || '');
        var item = { t: 'file', f: r.f };
        node.dataset.up = ''; enqueueWith(item, node, bar);
      };
      if (body.size > 20 * 1048576) return fail('too_big');
      x.send(body);
    }
    send();
  }
  function enqueueWith(item, node, bar) { item.cid = newId(); item.n = Date.now(); bar.remove(); node.dataset.cid = item.cid; local.setItem(prefix + item.cid, JSON.stringify(item)); queue.push(item); flush(); }

  /* the line */
  function setState(s) { if (state.dataset.t === s) return; state.dataset.t = s; state.textContent = say(s); state.className = 'state ' + s; }
  function receive(m) {
    if (m.t === 'batch') { opened = true; fails = 0; setState('on'); batch(m); flush(); }
    else if (m.t === 'typing') showTyping(.01);
    else if (m.t === 'ack' || m.t === 'nack') answer(m);
    else if (m.t === 'pong') { clearTimeout(pongBy); pongBy = 0; }
  }
  function connect() {
    clearTimeout(retry);
    if (dead || ws) return;
    mode = 'ws'; opened = false;
    var s = ws = new WebSocket((location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + '/ws');
    var slow = after(9, function () { s.close(); });
    s.onopen = function () { s.send(JSON.stringify({ t: 'hello', after: last, token: token() || undefined })); };
    s.onmessage = function (e) { clearTimeout(slow); receive(JSON.parse(e.data)); };
    s.onclose = function (e) { clearTimeout(slow); if (ws === s) lost(e.code); };
    clearInterval(pulse);
    pulse = setInterval(function () {
      if (!ws || ws.readyState !== 1 || pongBy) return;
      ws.send('{"t":"ping"}'); pongBy = after(8, function () { pongBy = 0; var w = ws; if (w) { w.close(); lost(0); } });
    }, 20000);
  }
  function lost(code) {
    ws = null; opened = false; flying = null; clearTimeout(flyTimer); clearTimeout(pongBy); pongBy = 0; hideTyping(); unbusy();
    if (dead) return;
    if (code === 4401) return bye();
    fails++;
    setState(navigator.onLine === false ? 'off' : 'wait');
    if (fails >= 3 && navigator.onLine !== false) { mode = 'poll'; return poll(Date.now()); }
    retry = after(Math.min(15, .4 * Math.pow(2, fails)) * (.7 + Math.random() * .6), connect);
  }
  function poll(since) {
    if (dead) return;
    if (opened && Date.now() - since > 60000) { opened = false; fails = 2; return connect(); }
    json('GET', '/poll?after=' + last + '&wait=' + (opened ? 25 : 0)).then(function (b) {
      if (dead || mode !== 'poll') return;
      b.notes.forEach(receive); receive(b); poll(since);
    }, function (e) {
      if (dead || mode !== 'poll') return;
      if (e.status === 401) return bye();
      opened = false; fails++; setState('off');
      retry = after(Math.min(15, fails), fails % 3 ? function () { poll(since); } : connect);
    });
  }
  function wake() { if (dead || online()) return; fails = 0; if (mode === 'ws') { if (ws) return; connect(); } }
  function stop() { dead = true; clearInterval(pulse); clearTimeout(retry); removeEventListener('online', wake); if (ws) ws.close(); }
  function bye() { stop(); signedOut(); }
  addEventListener('online', wake);
  addEventListener('offline', function () { setState('off'); if (ws) { var w = ws; w.close(); lost(0); } });
  document.addEventListener('visibilitychange', function () { if (!document.hidden) wake(); });
  restore(); connect();
  if (matchMedia('(hover:hover)').matches && !seat) input.focus();
}

relabel(lang);
start();
})();
