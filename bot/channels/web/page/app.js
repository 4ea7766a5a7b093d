/* The whole page: a phone-sized chat; in the demo also a stage with several phones and a clock. */
(() => {
'use strict';

/* Wording: Chinese|English. */
const W = {
name: '护蕾|Hulei', lang: 'English|中文', on: '已连接|Connected', wait: '重连中…|Reconnecting…', off: '离线，稍后自动重连|Offline, will reconnect',
send: '发送|Send', write: '写消息…|Message…', log: '聊天记录|Chat', add: '照片、文件、位置|Photo, file, location', photo: '照片|Photo', file: '文件|File', place: '位置|Location',
leave: '退出|Sign out', swap: '换人|Switch', down: '新消息|New messages', menu: '快捷按钮|Quick buttons', typing: '对方正在输入|Typing', image: '图片|Picture', save: '下载|Download', ok: '知道了|OK',
sending: '发送中…|Sending…', queued: '等网络，会自动发出|Waiting for the network', failed: '没有发出。|Not sent.', again: '重发|Retry', drop: '删除|Delete', locating: '正在定位…|Locating…',
noplace: '拿不到位置。请允许浏览器定位，或直接打字写地点。|No location. Allow it in the browser, or type the place.', nofile: '文件打不开，请再试一次。|The file did not open, please try again.',
too_big: '文件太大，最多 20 MB。|Too big: 20 MB at most.', file_type: '这种文件收不了。可以发照片、录音、录像、文档。|Not taken: send a photo, sound, film or document.', picture: '这张图读不了，请换一张 JPG 或 PNG。|This picture cannot be read. Try a JPG or PNG.',
stale: '这是旧按钮，请用最新消息里的按钮。|An old button: please use the newest message.', too_long: '太长了，请分成几条发。|Too long, please send it in parts.', slow: '发得太快，稍等会自动发出。|Too fast: it will be sent in a moment.',
prep: '正在准备…|Getting ready…', prep2: '第一次打开要等几秒，好了会自动进入。|This takes some seconds; the chat opens by itself.', s_load: '装载程序|Loading', s_database: '打开数据库|Opening the database', s_forms: '准备表单|Preparing the forms', s_town: '准备演示镇|Preparing the demo town', s_channels: '连接页面|Connecting the page',
out1: '请用邀请链接进入|Please use your invite link', out2: '护蕾只供登记的工作人员使用。链接由文书或儿童督导员发给您，只能用一次。|Hulei is for registered staff. The clerk or supervisor sends you a link that works once.',
join1: '欢迎使用护蕾|Welcome to Hulei', join2: '点一下就好，这台设备 30 天内不用再登录。|One tap, and this device stays signed in for 30 days.', join: '开始使用|Start', badjoin: '这个链接已用过或已过期，请向发链接的人再要一个。|This link was used or has expired. Please ask for another.', oops: '没连上，请再试一次。|No connection, please try again.',
who: '您是谁？|Who are you?', who2: '演示里的人和事都是编的，选一个试试。|Everybody in this demo is invented. Pick one.', people: '{0} 人|{0}', grid: '{0}号网格|grid {0}', now: '现在：|Now', h1: '+1小时|+1 h', h24: '+1天|+1 d', h168: '+7天|+7 d', stage: '演示 · 青禾镇，人和事都是编的|Demo · Qinghe, an invented town',
grid_worker: '网格员|Grid worker', child_director: '儿童主任|Child director', inspector: '检查员|Inspector', supervisor: '儿童督导员|Child supervisor', police: '派出所联络员|Police liaison', clerk: '文书|Clerk', leader: '分管领导|Leader in charge',
grid_worker2: '入户探访，看旅馆和店铺|Home visits, hotels and shops', child_director2: '一个村的孩子|The children of one village', inspector2: '全镇场所检查|Venues of the town', supervisor2: '全镇小结和逾期|Summary and overdue', police2: '接收强制报告|Receives mandatory reports', clerk2: '表单和人员|Forms and staff', leader2: '只看数字和编号|Numbers and codes only'
};

/* ---------- small tools ---------- */

const box = kind => {
	try { const s = window[kind]; s.getItem('x'); return s; } catch (e) {
		const m = new Map(); // storage is forbidden: forget on leaving
		return { getItem: k => m.has(k) ? m.get(k) : null, setItem: (k, v) => m.set(k, v), removeItem: k => m.delete(k), get length() { return m.size; }, key: i => [...m.keys()][i] };
	}
};
const local = box('localStorage'), tab = box('sessionStorage'), app = document.getElementById('app');
const seat = (/[?&]phone=(\w{1,8})/.exec(location.search) || [])[1] || '', TOKEN = 'hulei:token:' + seat, CODE = 'hulei:code:' + seat;
let lang = local.getItem('hulei:lang') || 'zh_Hans', demo = false, relook = () => {};

const english = () => lang === 'en';
const say = (key, arg) => (W[key] || '|').split('|')[+english()].replace('{0}', arg);
const all = (css, root) => [...(root || document).querySelectorAll(css)];
const after = (s, f) => setTimeout(f, s * 1000);
const clear = node => { while (node.firstChild) node.firstChild.remove(); return node; };
const show = node => clear(app).append(node);

/* el('button.key', {onclick: f, t: 'send'}, child…): text only, never HTML. `t` and `l` are wording keys of text and label. */
function el(what, props, ...kids) {
	const [tag, ...classes] = what.split('.'), node = document.createElement(tag);
	if (classes.length) node.className = classes.join(' ');
	if (tag === 'button') node.type = 'button';
	for (const k in props) {
		const v = props[k];
		if (v === undefined || v === null || v === false) continue;
		if (k === 't' || k === 'l' || k === 'h') { node.dataset[k] = v; word(node); }
		else if (k === 'text') node.textContent = v;
		else if (k.startsWith('on')) node.addEventListener(k.slice(2), v);
		else node.setAttribute(k, v === true ? '' : v);
	}
	node.append(...kids.filter(Boolean));
	return node;
}
function word(node) {
	const { t, l, h, a } = node.dataset;
	if (t) node.textContent = say(t, a);
	if (l) node.setAttribute('aria-label', say(l));
	if (h) node.placeholder = say(h);
}
function icon(id, cls) {
	const ns = 'http://www.w3.org/2000/svg', s = document.createElementNS(ns, 'svg'), u = document.createElementNS(ns, 'use');
	s.setAttribute('class', cls || 'i'); s.setAttribute('aria-hidden', 'true'); u.setAttribute('href', '#' + id); s.append(u);
	return s;
}
function relabel(to) {
	lang = to === 'en' ? 'en' : 'zh_Hans';
	if (!seat) local.setItem('hulei:lang', lang);
	document.documentElement.lang = english() ? 'en' : 'zh-Hans';
	document.title = say('name');
	all('[data-t],[data-l],[data-h]').forEach(word);
	relook();
}
const newId = () => [...crypto.getRandomValues(new Uint8Array(12))].map(b => (b + 256).toString(16).slice(1)).join('');
const ZONE = { timeZone: 'Asia/Shanghai' };
const time = (at, how) => new Intl.DateTimeFormat(english() ? 'en-GB' : 'zh-CN', Object.assign({}, ZONE, how)).format(at);
const hhmm = at => time(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayOf = at => time(at, { month: english() ? 'short' : 'long', day: 'numeric', weekday: 'short' });
const size = n => n < 1e6 ? Math.max(1, Math.round(n / 1000)) + ' kB' : (n / 1e6).toFixed(1) + ' MB';
const token = () => tab.getItem(TOKEN) || '';
const headers = () => token() ? { 'X-Phone': token() } : {};

function call(method, path, body) {
	return fetch(path, { method, headers: headers(), body: body && JSON.stringify(body), credentials: 'same-origin' }).then(r => {
		if (!r.ok) throw Object.assign(new Error(path), { status: r.status });
		return r;
	});
}
const json = (method, path, body) => call(method, path, body).then(r => r.json());

/* ---------- covers: getting ready, signing in, choosing a person ---------- */

const cover = (cls, ...kids) => show(el('div.phone', {}, el('main.cover' + cls, {}, el('div.in', {}, icon('bud', 'logo'), ...kids))));
const turn = () => relabel(english() ? 'zh' : 'en');

function start() {
	let bar, step;
	const ask = () => json('GET', '/ready').then(r => {
		demo = r.demo;
		if (r.ready) return enter();
		if (!bar) cover('', el('h1', { t: 'prep' }), el('p', { t: 'prep2' }), bar = el('progress', { max: 100, l: 'prep' }), step = el('p', { role: 'status' }));
		bar.value = r.percent; step.textContent = say('s_' + r.step);
		after(.4, ask);
	}, () => after(1, ask));
	ask();
}
function enter() {
	if (location.pathname.startsWith('/join/')) return join();
	if (demo && !seat && innerWidth >= 900) return stage();
	if (demo && !token()) return pick();
	json('GET', '/me').then(chat, e => e.status === 401 ? signedOut() : after(1.5, enter));
}
function join() {
	const note = el('p', { role: 'status' }), go = el('button.big', { t: 'join', onclick: () => {
		go.disabled = true;
		call('POST', location.pathname).then(() => { history.replaceState(null, '', '/'); enter(); }, e => {
			go.disabled = false; note.textContent = say(e.status === 410 ? 'badjoin' : 'oops');
		});
	} });
	cover('', el('h1', { t: 'join1' }), el('p', { t: 'join2' }), go, note);
	go.focus();
}
function signedOut() {
	if (demo) { tab.removeItem(TOKEN); return pick(); }
	cover('', el('h1', { t: 'out1' }), el('p', { t: 'out2' }));
}
function pick() {
	const become = code => json('POST', '/demo/enter', { code }).then(r => { tab.setItem(TOKEN, r.token); tab.setItem(CODE, code); enter(); }, pick);
	json('GET', '/demo/people').then(groups => cover('.pick', el('h1', { t: 'who' }), el('p', { t: 'who2' }), ...groups.map(g => {
		const one = g.people.length === 1, people = el('ul', { hidden: true }, ...g.people.map(p => el('li', {}, el('button', { onclick: () => become(p.code) },
			p.code, p.village && el('small', { text: p.village + (p.grid ? ' · ' + say('grid', p.grid) : '') })))));
		const head = el('button', { 'aria-expanded': one ? null : 'false', onclick: () => {
			if (one) return become(g.people[0].code);
			people.hidden = !people.hidden; head.setAttribute('aria-expanded', String(!people.hidden));
		} }, el('span.face', { 'aria-hidden': 'true', text: say(g.role)[0] }), el('span', {}, el('b', { t: g.role }), el('small', { t: g.role + '2' })), el('span.n', { 'data-a': g.people.length, t: 'people' }));
		return el('section.role', {}, head, people);
	})), () => after(1.5, pick));
}

/* ---------- the demo's stage and clock ---------- */

function clock() {
	const face = el('output'), bar = el('progress', { max: 1, hidden: true }), root = el('div.clock', {}, face);
	let timer;
	const draw = c => {
		const at = new Date(c.now);
		clear(face).append(el('span.n', { t: 'now' }), el('span', { text: new Intl.DateTimeFormat('sv-SE', ZONE).format(at) }), el('span', { text: time(at, { weekday: 'short' }) + ' ' + hhmm(at) }));
		bar.hidden = !c.moving; bar.value = c.share;
		all('button', root).forEach(b => b.setAttribute('aria-disabled', c.moving));
		clearTimeout(timer);
		if (root.isConnected) timer = after(c.moving ? .3 : 15, look);
	};
	const look = () => json('GET', '/demo/clock').then(draw, () => after(5, look));
	for (const hours of [1, 24, 168]) root.append(el('button', { t: 'h' + hours, onclick: () => { if (bar.hidden) json('POST', '/demo/clock', { hours }).then(draw, look); } }));
	root.append(bar);
	relook = () => { if (root.isConnected) look(); };
	look();
	return root;
}
function stage() {
	const frames = [1, 2, 3].slice(0, innerWidth >= 1240 ? 3 : 2).map(i => el('iframe', { src: '/?phone=' + i, title: i, allow: 'geolocation' }));
	show(el('div.stage', {}, el('header.top', {}, icon('bud', 'logo'), el('h1', {}, el('span', { t: 'name' }), el('small', { t: 'stage' })), clock(), el('button.ib', { t: 'lang', onclick: turn })), el('main.phones', {}, ...frames)));
}

/* ---------- the chat ---------- */

function chat(me) {
	const prefix = 'hulei:q:' + me.chat + ':', queue = [], files = {};
	let last = 0, flying = null, flyTimer, dead = false, ws = null, polling = false, opened = false, fails = 0, retry, pong = 0, turning = false, typingTimer, stuck = true, asked;

	/* the frame */
	const state = el('span.state.wait', { t: 'wait' });
	const typing = el('div.typing', { role: 'status', l: 'typing', hidden: true }, el('i'), el('i'), el('i'));
	const log = el('main', { id: 'log', role: 'log', 'aria-live': 'polite', tabindex: 0, l: 'log', onscroll: () => { stuck = atBottom(); if (stuck) down.hidden = true; } }, typing);
	const down = el('button.down', { l: 'down', hidden: true, text: '↓', onclick: () => { toBottom(); input.focus(); } });
	const toasts = el('div.toast', { role: 'status' });
	const input = el('textarea', { rows: 1, maxlength: 4096, l: 'write', h: 'write', enterkeyhint: 'send', oninput: grow, onkeydown: e => { if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); submit(); } } });
	const picker = (accept, kind) => {
		const p = el('input', { type: 'file', accept, hidden: true, onchange: () => { const f = p.files[0]; if (f) (kind === 'photo' ? smaller(f) : Promise.resolve(f)).then(body => upload(body, kind, f.name)); p.value = ''; } });
		return p;
	};
	const photos = picker('image/*', 'photo'), sheets = picker('audio/*,video/*,.xlsx,.xls,.csv,.xml,.geojson,.json,.md,.zip,.pdf,.docx,.txt', 'document');
	const extra = (id, t, act) => el('button.key', { onclick: () => { more(false); act(); } }, icon(id), el('span', { t }));
	const extras = el('div.row.more', { hidden: true }, extra('cam', 'photo', () => photos.click()), extra('doc', 'file', () => sheets.click()), extra('pin', 'place', sendPlace));
	const plus = el('button.rb', { l: 'add', 'aria-expanded': 'false', onclick: () => more(extras.hidden) }, icon('plus'));
	const menu = el('div.menu', { role: 'group', l: 'menu', hidden: true });
	show(el('div.phone', {},
		el('header.bar', {}, icon('bud', 'logo'), el('div.who', {}, el('b', { t: me.role }), el('small', {}, demo ? (tab.getItem(CODE) || '') + ' ' : '', state)),
			el('button.ib', { t: 'lang', onclick: () => { turn(); turning = true; const done = () => { turning = false; }; call('POST', '/language', { lang }).then(done, done); } }),
			el('button.ib', { l: demo ? 'swap' : 'leave', onclick: () => { stop(); if (demo) signedOut(); else call('POST', '/leave').then(signedOut, signedOut); } }, icon('out'))),
		demo && !seat && clock(), toasts, log,
		el('footer.foot', { onkeydown: e => { if (e.key === 'Escape') more(false); } }, down, extras, el('div.say', {}, plus, input, el('button.rb.go', { l: 'send', onclick: submit }, icon('go'))), menu, photos, sheets)));
	relabel(me.lang);

	function more(open) { extras.hidden = !open; plus.setAttribute('aria-expanded', open); if (open) extras.firstChild.focus(); }
	function grow() { input.style.height = 'auto'; input.style.height = Math.min(132, input.scrollHeight + 2) + 'px'; }
	function submit() { const text = input.value.trim(); input.value = ''; grow(); if (text) enqueue({ t: 'text', text }); }

	/* where one looks: at the newest, unless one has scrolled up */
	const atBottom = () => log.scrollHeight - log.scrollTop - log.clientHeight < 90;
	function toBottom() { log.scrollTop = log.scrollHeight; stuck = true; down.hidden = true; }
	function reveal(node) {
		if (node.offsetHeight > log.clientHeight - 20) log.scrollTop = node.offsetTop - log.offsetTop - 8;
		else if (all('.msg', log).pop() === node) toBottom();
		else node.scrollIntoView({ block: 'nearest' });
		stuck = atBottom();
	}
	const resized = () => { if (stuck) toBottom(); };

	/* messages */
	const find = mid => log.querySelector(`[data-mid="${mid}"]`), pending = cid => log.querySelector(`[data-cid="${cid}"]`);
	function insert(node, at) {
		const others = all('[data-mid]', log), i = others.filter(n => +n.dataset.mid < +node.dataset.mid).length, next = others[i];
		const before = next ? (next.previousSibling && next.previousSibling.className === 'day' ? next.previousSibling : next) : log.querySelector('.msg:not([data-mid])') || typing;
		const day = node.dataset.day = at.toLocaleDateString('sv', ZONE);
		if (!i || others[i - 1].dataset.day !== day) log.insertBefore(el('div.day', { text: dayOf(at) }), before);
		log.insertBefore(node, before);
		if (others.length > 250) others[0].remove();
	}
	function withPhones(p, text) { // "拨打 110" can be dialled with a tap
		const re = /((?:[拨打]|[Cc]all|📞)\s*)(1\d{2,4})(?!\d)/g;
		let at = 0, m;
		while ((m = re.exec(text))) { p.append(text.slice(at, m.index) + m[1], el('a', { href: 'tel:' + m[2], text: m[2] })); at = re.lastIndex; }
		p.append(text.slice(at));
		return p;
	}
	function bubble(e) {
		const at = new Date(e.at * 1000);
		return el('div.bub', {}, e.pic && picture(e.pic, e.text),
			e.doc && el('button.doc', { onclick: () => download(e.doc) }, icon('doc'), el('span', {}, el('b', { text: e.doc.n }), el('small', { text: say('save') + ' · ' + size(e.doc.s) }))),
			e.loc && el('a', { href: 'geo:' + e.loc, text: `📍 ${say('place')} ${e.loc[0].toFixed(5)}, ${e.loc[1].toFixed(5)}` }),
			e.text && withPhones(el('p'), e.text), el('time', { datetime: at.toISOString(), text: hhmm(at) }));
	}
	const keyClass = text => '.key' + (text.startsWith('🚨') ? '.sos' : '');
	const rows = (list, draw) => list.map(r => el('div.row', {}, ...r.map(draw)));
	function key(mid, k) {
		if (!k.u) { const b = el('button' + keyClass(k.t), { text: k.t, 'data-d': k.d, onclick: () => press(mid, b) }); return b; }
		return /^(https?|tel):/.test(k.u) && el('a' + keyClass(k.t), { href: k.u, text: k.t, target: '_blank', rel: 'noopener' });
	}
	function paint(e) {
		const old = find(e.mid) || (e.cid && pending(e.cid));
		const node = el('article.msg' + (e.mine ? '.mine' : '') + (e.rows ? '.keyed' : ''), { 'data-mid': e.mid, 'data-cid': e.cid, tabindex: -1 }, bubble(e), e.rows && el('div.keys', {}, ...rows(e.rows, k => key(e.mid, k))));
		if (old && old.dataset.mid) {
			const held = document.activeElement;
			node.dataset.day = old.dataset.day;
			if (old.contains(held)) {
				log.replaceChild(node, old);
				(all('[data-d]', node).find(b => b.dataset.d === held.dataset.d) || node).focus({ preventScroll: true });
			} else log.replaceChild(node, old);
		} else { if (old) old.remove(); insert(node, new Date(e.at * 1000)); }
		return node;
	}
	function drawMenu(list) {
		clear(menu).append(...rows(list, k => el('button' + keyClass(k.t), { text: k.t, onclick: () => k.ask ? sendPlace() : enqueue({ t: 'text', text: k.t }) })));
		menu.hidden = !list.length;
		resized();
	}
	function batch(b) {
		const first = !last, follow = stuck || first || b.reset || asked;
		let node, changed, news, same;
		if (b.reset) all('[data-mid],.day', log).forEach(n => n.remove());
		for (const e of b.events) {
			if (e.t === 'menu') drawMenu(e.rows);
			else if (e.t === 'toast') toast(e.text, e.alert);
			else if (e.t === 'delete') { const gone = find(e.mid); if (gone) gone.remove(); }
			else {
				const known = find(e.mid), head = (e.text || '').split('\n\n')[0] + (e.rows || []).flat().length;
				node = paint(e);
				same = known && known.dataset.head === head; // a box was ticked: leave it under the finger
				node.dataset.head = head;
				if (known && !first) { changed = node; if (!same) node.classList.add('new'); }
				if (!e.mine) { quiet(); asked = 0; news = news || !known; }
			}
		}
		if (b.events.length) idle();
		last = b.last;
		if (b.lang && !turning && b.lang !== lang) relabel(b.lang);
		if (same) stuck = atBottom();
		else if (node && follow) { if (first) toBottom(); else reveal(node); }
		else if (changed) reveal(changed);
		else if (news) down.hidden = false;
	}
	function dots(wait) { clearTimeout(typingTimer); typingTimer = after(wait, () => { typing.hidden = false; resized(); typingTimer = after(12, quiet); }); }
	function quiet() { clearTimeout(typingTimer); typing.hidden = true; }
	function toast(text, alert) {
		const t = el('div', {}, el('span', { text })), b = el('button', { t: 'ok', onclick: () => { t.remove(); input.focus(); } });
		clear(toasts).append(t);
		if (alert) { t.append(b); b.focus(); } else after(4.5, () => t.remove());
	}

	/* files need the session's header, so they are fetched */
	function blob(f) {
		if (!files[f]) { files[f] = call('GET', '/file/' + f).then(r => r.blob()).then(URL.createObjectURL); files[f].catch(() => delete files[f]); }
		return files[f];
	}
	function picture(pic, text) {
		const img = el('img', { alt: (text || say('image')).split('\n')[0].slice(0, 120), onload: resized, width: pic.w, height: pic.h });
		blob(pic.f).then(url => { img.src = url; }, () => { img.alt = say('nofile'); });
		return el('button.pic', { onclick: () => {
			const d = el('dialog.full', { l: 'image', onclick: () => d.close(), onclose: () => d.remove() }, el('img', { src: img.src, alt: img.alt }));
			document.body.append(d); d.showModal();
		} }, img);
	}
	function download(doc) { blob(doc.f).then(href => el('a', { href, download: doc.n }).click(), () => toast(say('nofile'))); }

	/* what one says is kept until the bot has confirmed it, and sent one after the other */
	function enqueue(item, node) {
		item.cid = newId(); item.n = Date.now();
		local.setItem(prefix + item.cid, JSON.stringify(item));
		queue.push(item);
		if (node) node.dataset.cid = item.cid; else draw(item);
		flush();
	}
	function draw(item) {
		if (item.t === 'press') return;
		const node = el('article.msg.mine', { 'data-cid': item.cid }, el('div.bub', {}, el('p', { text: item.text || say(item.t === 'file' ? 'file' : 'place') }), el('span.st')));
		log.insertBefore(node, typing);
		status(node, 'queued');
		toBottom();
	}
	function status(node, t, retryIt) {
		const st = node && node.querySelector('.st');
		if (!st) return;
		clear(st).append(el('span', { t }));
		if (retryIt) st.append(el('button', { t: 'again', onclick: retryIt }), el('button', { t: 'drop', onclick: () => node.remove() }));
	}
	const online = () => opened && (polling || ws && ws.readyState === 1);
	function flush() {
		if (flying || dead || !queue.length || !online()) return;
		flying = queue[0];
		status(pending(flying.cid), 'sending');
		if (polling) json('POST', '/send', flying).then(answer, e => { flying = null; if (e.status === 401) bye(); else after(2, flush); });
		else { ws.send(JSON.stringify(flying)); flyTimer = after(12, () => lost(0)); }
	}
	function answer(a) {
		const item = flying;
		if (!item || a.cid !== item.cid) return;
		clearTimeout(flyTimer); flying = null;
		if (a.code === 'slow') toast(say('slow'));
		if (a.code === 'slow' || a.code === 'again') return after(2.5, flush);
		queue.shift(); local.removeItem(prefix + item.cid);
		if (a.t === 'ack') dots(.8); else refused(item, a.code);
		flush();
	}
	function refused(item, code) {
		const node = pending(item.cid);
		idle();
		if (item.t === 'press') return toast(say('stale'));
		if (W[code]) toast(say(code));
		status(node, 'failed', () => { node.remove(); enqueue(item); });
	}
	function press(mid, button) {
		if (button.getAttribute('aria-disabled')) return;
		all('.key', button.closest('.msg')).forEach(k => k.setAttribute('aria-disabled', 'true'));
		button.classList.add('busy');
		after(8, idle); asked = 1; // the answer is brought into view
		enqueue({ t: 'press', mid, d: button.dataset.d });
	}
	function idle() { all('.key[aria-disabled]', log).forEach(k => { k.removeAttribute('aria-disabled'); k.classList.remove('busy'); }); }
	function restore() {
		for (let i = 0; i < local.length; i++) { const k = local.key(i); if (k.startsWith(prefix)) queue.push(JSON.parse(local.getItem(k))); }
		queue.sort((a, b) => a.n - b.n).forEach(draw);
	}
	function sendPlace() {
		const no = () => toast(say('noplace'), true);
		if (!navigator.geolocation) return no();
		toast(say('locating'));
		navigator.geolocation.getCurrentPosition(p => { clear(toasts); enqueue({ t: 'location', lat: p.coords.latitude, lon: p.coords.longitude }); }, no, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
	}

	/* a photo is made smaller before it goes over a slow line */
	const smaller = file => new Promise(done => {
		const img = new Image();
		img.onerror = () => done(file);
		img.onload = () => {
			const k = Math.min(1, 1600 / Math.max(img.width, img.height)), c = el('canvas', { width: Math.round(img.width * k), height: Math.round(img.height * k) }), g = c.getContext('2d');
			g.fillStyle = '#fff'; g.fillRect(0, 0, c.width, c.height); g.drawImage(img, 0, 0, c.width, c.height);
			c.toBlob(b => done(b || file), 'image/jpeg', .82);
		};
		img.src = URL.createObjectURL(file);
	});
	function upload(body, kind, name) {
		const bar = el('progress', { max: 1, l: 'sending' });
		const node = el('article.msg.mine', {}, el('div.bub', {}, kind === 'photo' ? el('span.pic', {}, el('img', { src: URL.createObjectURL(body), alt: '', onload: resized })) : el('p', { text: name }), bar, el('span.st')));
		const fail = code => { bar.hidden = true; if (W[code]) toast(say(code), true); status(node, 'failed', go); };
		function go() {
			const x = new XMLHttpRequest(), h = headers();
			bar.hidden = false; bar.value = 0; status(node, 'sending');
			x.open('POST', `/upload?kind=${kind}&name=${encodeURIComponent(name)}`);
			for (const k in h) x.setRequestHeader(k, h[k]);
			x.upload.onprogress = e => { bar.value = e.loaded / (e.total || 1); };
			x.onerror = () => fail();
			x.onload = () => {
				let r = {};
				try { r = JSON.parse(x.responseText); } catch (e) { /* a proxy's page */ }
				if (!r.f) return fail(r.code);
				bar.remove(); enqueue({ t: 'file', f: r.f }, node);
			};
			if (body.size > 20 << 20) fail('too_big'); else x.send(body);
		}
		log.insertBefore(node, typing);
		toBottom(); go();
	}

	/* the line: a WebSocket; after three failures a long poll, and another try each minute */
	function setState(s) { if (state.dataset.t !== s) { state.dataset.t = s; state.className = 'state ' + s; word(state); } }
	function receive(m) {
		if (m.t === 'batch') { opened = true; fails = 0; setState('on'); batch(m); flush(); }
		else if (m.t === 'typing') dots(0);
		else if (m.t === 'pong') { clearTimeout(pong); pong = 0; }
		else answer(m);
	}
	function connect() {
		clearTimeout(retry);
		if (dead || ws) return;
		polling = opened = false;
		const s = ws = new WebSocket(location.origin.replace('http', 'ws') + '/ws'), slow = after(9, () => lost(0));
		s.onopen = () => s.send(JSON.stringify({ t: 'hello', after: last, token: token() }));
		s.onmessage = e => { clearTimeout(slow); if (ws === s) receive(JSON.parse(e.data)); };
		s.onclose = e => { clearTimeout(slow); if (ws === s) lost(e.code); };
	}
	const pulse = setInterval(() => { if (online() && !polling && !pong) { ws.send('{"t":"ping"}'); pong = after(8, () => lost(0)); } }, 20000);
	function lost(code) {
		const old = ws;
		ws = flying = null; opened = false; pong = clearTimeout(pong) || 0;
		clearTimeout(flyTimer); clearTimeout(retry); quiet(); idle();
		if (old) old.close();
		if (dead) return;
		if (code === 4401) return bye();
		const off = navigator.onLine === false;
		setState(off ? 'off' : 'wait');
		if (++fails >= 3 && !off) { polling = true; return poll(Date.now()); }
		retry = after(Math.min(15, .4 * 2 ** fails) * (.7 + Math.random() * .6), connect);
	}
	function poll(since) {
		if (dead || !polling) return;
		if (Date.now() - since > 60000) { fails = 2; return connect(); }
		json('GET', `/poll?after=${last}&wait=${opened ? 25 : 0}`).then(b => { if (!dead && polling) { b.notes.forEach(receive); receive(b); poll(since); } }, e => {
			if (e.status === 401) return bye();
			opened = false; setState('off');
			retry = after(Math.min(15, ++fails), () => poll(since));
		});
	}
	function wake() { if (!online() && !ws && !polling) { fails = 0; connect(); } }
	function offline() { if (ws) lost(0); setState('off'); }
	const seen = () => { if (!document.hidden) wake(); };
	const ears = [['online', wake], ['offline', offline], ['resize', resized], ['visibilitychange', seen]];
	for (const [name, f] of ears) addEventListener(name, f, true);
	function stop() { dead = true; clearInterval(pulse); lost(0); for (const [name, f] of ears) removeEventListener(name, f, true); }
	function bye() { stop(); signedOut(); }
	restore(); connect();
	if (!seat && matchMedia('(hover:hover)').matches) input.focus();
}

if (seat) addEventListener('storage', e => { if (e.key === 'hulei:lang' && !token()) relabel(e.newValue); });
relabel(lang);
start();
})();
