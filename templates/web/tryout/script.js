// The try-out page: shows what the service says happened, and tells it what was done. It decides nothing itself.
"use strict";

const words = JSON.parse(document.body.dataset.words);
const $ = id => document.getElementById(id);
const narrow = matchMedia("(max-width: 62rem)");
const asked = new URLSearchParams(location.search);

let shown = null; // the last snapshot
let person = Number(asked.get("person")) || 0;
let open = 0; // the number of the mail that is read
let ahead = 0; // milliseconds by which the service's clock is ahead of ours
let stream = null;
let waitsForAnswer = false;
let drawn = {}; // what each part showed last, so that nothing is drawn anew under somebody's hands

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

const draw = (part, value, work) => {
  const key = JSON.stringify(value);
  if (drawn[part] === key) return;
  drawn[part] = key;
  work();
};

// Time

const format = (iso, options) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: shown.zone, ...options }).format(new Date(iso));
const hourOf = iso => format(iso, { hour: "2-digit", minute: "2-digit" });
const dayOf = iso => format(iso, { weekday: "short", day: "numeric", month: "short" });
const momentOf = iso => `${dayOf(iso)}, ${hourOf(iso)}`;

function tick() {
  if (!shown) return;
  const now = new Date(Date.now() + ahead).toISOString();
  $("clock").textContent = momentOf(now);
  $("clock").dateTime = now;
}
setInterval(tick, 5000);

function drawMoments() {
  const named = Object.entries(shown.moments).map(([name, at]) => {
    const day = format(at, { weekday: narrow.matches ? "short" : "long" });
    return [name, name === "day" ? words.time.day : `${day} ${hourOf(at)}`, momentOf(at)];
  });
  draw("moments", named.map(([name, label]) => [name, label]), () => {
    $("go").replaceChildren(
      ...named.map(([name, label, whole]) =>
        make("button", { type: "button", title: whole, "data-until": name, onclick: () => act("time", { until: name }) }, label)
      )
    );
  });
}

// What was read already

const seenKey = () => `akkoord-seen-${shown.world}`;
const seen = () => new Set(JSON.parse(sessionStorage.getItem(seenKey()) || "[]"));
const unreadOf = (one, kinds = ["chat", "mail"]) => {
  const known = seen();
  return kinds.flatMap(kind => one[kind]).filter(number => !known.has(number));
};

function see(...numbers) {
  const known = seen();
  numbers.forEach(number => known.add(number));
  sessionStorage.setItem(seenKey(), JSON.stringify([...known]));
}

function badge(node, count) {
  node.hidden = !count;
  node.textContent = count || "";
  if (count) node.append(make("span", { class: "aside" }, ` ${words.unread}`));
}

// People

const me = () => shown.people.find(one => one.id === shown.me.id);
const initials = name => name.split(/\s+/).filter((_, at, all) => at === 0 || at === all.length - 1).map(part => [...part.replace(/^'/, "")][0]).join("");

function drawPeople() {
  const field = $("people");
  draw("people", shown.people.map(one => one.id), () => {
    const labels = shown.people.map(one =>
      make(
        "label", {},
        make("input", { type: "radio", name: "person", value: one.id, onchange: () => become(one.id) }),
        make("span", { class: "face", "aria-hidden": "true" }, initials(one.name)),
        make("span", {}, make("b", {}, one.name), make("small", {}, `${words.roles[one.role]} · ${one.place}`)),
        make("span", { class: "badge", hidden: true })
      )
    );
    field.replaceChildren(field.querySelector("legend"), ...labels);
  });
  for (const one of shown.people) {
    const input = field.querySelector(`input[value="${one.id}"]`);
    if (one.id === shown.me.id && !input.checked) {
      input.checked = true;
      input.parentElement.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    badge(input.parentElement.querySelector(".badge"), one.id === shown.me.id ? 0 : unreadOf(one).length);
  }
}

function become(id) {
  person = id;
  open = 0;
  waitsForAnswer = false;
  $("typed").value = $("said").value = "";
  listen();
}

// Chat

// Marks count in UTF-16 units, which is how a browser counts too. What they enclose is only ever text.
function marked(text, marks = []) {
  const ends = [...new Set([0, text.length, ...marks.flatMap(mark => [mark.offset, mark.offset + mark.length])])].sort((a, b) => a - b);
  return ends.slice(0, -1).map((begin, at) => {
    const part = text.slice(begin, ends[at + 1]);
    return marks
      .filter(mark => mark.offset <= begin && begin < mark.offset + mark.length)
      .reduceRight((inner, mark) => dressed(mark, part, inner), document.createTextNode(part));
  });
}

function dressed(mark, text, inner) {
  const tags = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code", blockquote: "q" };
  const link = mark.type === "text_link" ? mark.url : mark.type === "url" ? text : "";
  if (/^https?:\/\//.test(link)) return make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, inner);
  return tags[mark.type] ? make(tags[mark.type], {}, inner) : inner;
}

function bubble(one) {
  const buttons = (one.choices || []).map((label, choice) =>
    make("button", { type: "button", onclick: () => act("press", { number: one.number, choice }) }, label)
  );
  return make(
    "div", { class: `bubble${one.mine ? " mine" : ""} new`, "data-number": one.number },
    one.mine ? make("span", { class: "aside" }, `${words.you}: `) : "",
    one.picture ? make("img", { src: `/try/picture/${one.number}`, alt: one.picture, width: 540, onload: showLast }) : "",
    ...one.pages.map(page => make("p", {}, ...marked(shorter(page.text), page.marks))),
    ...buttons,
    make("time", { datetime: one.at }, `${dayOf(one.at)} ${hourOf(one.at)}`)
  );
}

const shorter = text => text.replace(/^(\/start) \S+$/, "$1");

// Of a message that is longer than the screen the beginning is shown.
function showLast() {
  const talk = $("talk");
  const last = talk.lastElementChild;
  const isLong = last && last.offsetHeight > talk.clientHeight;
  talk.scrollTop = isLong ? last.offsetTop - talk.offsetTop - 8 : talk.scrollHeight;
}

function drawChat() {
  const talk = $("talk");
  if (drawn.chatOf !== shown.me.id) {
    talk.replaceChildren();
    drawn.chatOf = shown.me.id;
  }
  let grew = false;
  for (const one of shown.chat) {
    const there = talk.querySelector(`[data-number="${one.number}"]`);
    const key = JSON.stringify(one);
    if (there && there.akkoordKey === key) continue;
    const node = bubble(one);
    node.akkoordKey = key;
    if (there) {
      node.classList.remove("new");
      there.replaceWith(node);
    } else {
      talk.append(node);
      grew = true;
    }
  }
  if (grew) showLast();
  const linked = shown.me.has_chat;
  $("unlinked").hidden = linked;
  $("close-chat").hidden = !linked;
  $("say").hidden = $("chat-chips").hidden = !linked;
}

// Mail

const answered = number => shown.mails.find(one => one.number === number);
const subjectOf = one => (one.mine ? one.text : one.subject);

function drawMails() {
  const known = seen();
  $("address").textContent = shown.me.email;
  document.querySelector(".mails .empty").hidden = shown.mails.length > 0;
  draw("mails", [shown.me.id, shown.mails, open, shown.mails.map(one => known.has(one.number))], () => {
    const focused = document.activeElement?.dataset?.mail;
    $("list").replaceChildren(...[...shown.mails].reverse().map(one => mailLine(one, known)));
    if (focused) $("list").querySelector(`[data-mail="${focused}"]`)?.focus();
  });
}

function mailLine(one, known) {
  const unread = !one.mine && !known.has(one.number);
  return make(
    "li", {},
    make(
      "button",
      { type: "button", class: unread ? "unread" : "", "data-mail": one.number, "aria-current": one.number === open ? "true" : null, onclick: () => read(one.number, true) },
      make("span", { class: "line" }, make("span", {}, one.mine ? `↩ ${words.mail.sent}` : one.from), make("time", { datetime: one.at }, momentOf(one.at))),
      make("span", { class: "what" }, unread ? make("span", { class: "aside" }, `${words.unread}: `) : "", subjectOf(one))
    )
  );
}

function read(number, byHand = false) {
  open = number;
  waitsForAnswer = false; // who chose a mail reads that one
  see(number);
  drawAll();
  if (byHand && narrow.matches) $("subject").focus();
}

function drawReading() {
  const one = shown.mails.find(each => each.number === open);
  $("mailbox").classList.toggle("open", Boolean(one));
  $("reading").hidden = !one && shown.mails.length > 0;
  draw("reading", [shown.me.id, one || null, shown.mails.length === 0], () => {
    const isNew = !one;
    $("subject").textContent = isNew ? "" : one.mine ? words.mail.sent : one.subject;
    $("reading").querySelector("header").hidden = isNew;
    $("answer").hidden = Boolean(one?.mine);
    if (isNew) {
      $("letter").replaceChildren();
      return;
    }
    const source = make("a", { href: `/try/mail/${one.number}/source`, target: "_blank", rel: "noopener" }, words.mail.source);
    const ends = one.mine ? "" : `${words.mail.from} ${one.from} · ${words.mail.to} ${one.to} · `;
    $("about").replaceChildren(`${ends}${momentOf(one.at)} · `, source);
    const own = () => {
      const to = answered(one.answers);
      return make("div", { class: "own" }, make("blockquote", {}, one.text), make("p", {}, words.mail.own), ...(to ? [make("p", {}, `${words.mail.to}: ${to.subject}`)] : []));
    };
    const frame = () => make("iframe", { title: words.mail.frame, sandbox: document.body.dataset.sandbox, src: `/try/mail/${one.number}` });
    $("letter").replaceChildren(one.mine ? own() : frame());
  });
}

function drawSchool() {
  $("school").hidden = shown.me.role !== "school";
  draw("school", shown.approved, () => {
    const rows = shown.approved.map(row =>
      make(
        "tr", {},
        make("td", {}, row.student),
        make("td", {}, dayOf(`${row.day}T12:00:00Z`)),
        make("td", { class: "number" }, (row.minutes / 60).toLocaleString(document.documentElement.lang)),
        make("td", {}, row.until ? `${words.school.until} ${momentOf(row.until)}` : words.school.now_final)
      )
    );
    const head = ["student", "day", "hours", "final"].map(name => make("th", { scope: "col", class: name === "hours" ? "number" : "" }, words.school[name]));
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
    $("approved").replaceChildren(rows.length ? table : make("p", {}, words.school.none));
  });
}

// Examples of what to type: they fill the field, and sending stays an act of one's own.

function drawChips() {
  draw("chips", shown.me.role, () => {
    for (const [chips, field] of [["chat-chips", "said"], ["mail-chips", "typed"]]) {
      const fill = example => () => {
        $(field).value = example;
        $(field).focus();
      };
      const examples = words.examples_of[shown.me.role] || [];
      $(chips).replaceChildren(...examples.map(one => make("button", { type: "button", onclick: fill(one) }, one)));
    }
    $("intro").textContent = words.intros[shown.me.role] || "";
  });
}

// All of it

function drawAll() {
  if (pane() === "chat" || !narrowPanes.matches) see(...me().chat);
  tick();
  drawMoments();
  drawPeople();
  drawChips();
  drawChat();
  drawMails();
  drawReading();
  drawSchool();
  badge($("tab-mail").querySelector(".badge"), unreadOf(me(), ["mail"]).length);
  badge($("tab-chat").querySelector(".badge"), unreadOf(me(), ["chat"]).length);
}

function take(snapshot) {
  const before = shown;
  const isSame = before && before.me.id === snapshot.me.id && before.world === snapshot.world;
  shown = snapshot;
  person = snapshot.me.id;
  ahead = new Date(snapshot.now) - Date.now();
  const received = snapshot.mails.filter(one => !one.mine);
  const fresh = isSame ? received.filter(one => !before.mails.some(old => old.number === one.number)) : [];
  if (!isSame && received.length) open = received.at(-1).number;
  else if (fresh.length && (waitsForAnswer || !open)) {
    open = fresh[0].number;
    waitsForAnswer = false;
  }
  if (!isSame && narrowPanes.matches) turnTo(snapshot.me.has_chat && snapshot.chat.length ? "chat" : "mail");
  if (open) see(open);
  if (before && before.world === snapshot.world) tellNews(before, snapshot);
  drawAll();
}

function tellNews(before, now) {
  const names = now.people.filter((one, at) => {
    const old = before.people[at];
    return one.mail.length > old.mail.length || one.chat.length > old.chat.length;
  });
  if (names.length) $("news").textContent = `${words.news} ${names.map(one => one.name).join(", ")}`;
}

function listen() {
  stream?.close();
  stream = new EventSource(`/try/events?person=${person}`);
  stream.onmessage = event => {
    trouble("");
    take(JSON.parse(event.data));
  };
  stream.onerror = () => {
    trouble(words.lost);
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

function trouble(text) {
  $("trouble").textContent = text;
  $("trouble").hidden = !text;
}

let busy = Promise.resolve();
function act(what, more) {
  const body = JSON.stringify({ person, ...more });
  busy = busy.then(async () => {
    document.body.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`/try/${what}`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
      trouble(answer.ok ? "" : words.refused);
      return answer.ok;
    } catch {
      trouble(words.lost);
      return false;
    } finally {
      document.body.removeAttribute("aria-busy");
    }
  });
  return busy;
}

// Forms: Enter sends, Shift+Enter begins a new line.

function form(id, field, send) {
  const submit = async event => {
    event.preventDefault();
    const text = $(field).value.trim();
    if (!text) return;
    $(field).value = "";
    if (!(await send(text))) $(field).value ||= text;
  };
  $(id).addEventListener("submit", submit);
  $(field).addEventListener("keydown", event => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
}

form("say", "said", text => act("chat", { text }));
form("answer", "typed", text => {
  waitsForAnswer = true;
  const program = document.querySelector("[name=program]:checked").value;
  return act("mail", { text, answers: open, program });
});
$("open-chat").addEventListener("click", () => act("link", { open: true }).then(() => $("said").focus()));
$("close-chat").addEventListener("click", () => act("link", { open: false }));
$("back").addEventListener("click", () => {
  const last = open;
  open = 0;
  drawAll();
  $("list").querySelector(`[data-mail="${last}"]`)?.focus();
});

// On a phone: one pane at a time.

const narrowPanes = matchMedia("(max-width: 48rem)");
const pane = () => document.body.dataset.pane;
function turnTo(name) {
  document.body.dataset.pane = name;
  for (const each of ["mail", "chat"]) {
    $(`tab-${each}`).setAttribute("aria-selected", each === name);
    $(`tab-${each}`).tabIndex = each === name ? 0 : -1;
  }
}
for (const name of ["mail", "chat"]) {
  $(`tab-${name}`).addEventListener("click", () => {
    turnTo(name);
    drawAll();
    $("panes").scrollIntoView({ block: "start" });
    if (name === "chat") showLast();
  });
}
$("panes").addEventListener("keydown", event => {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const other = pane() === "mail" ? "chat" : "mail";
  $(`tab-${other}`).click();
  $(`tab-${other}`).focus();
});

for (const link of document.querySelectorAll(".languages a")) {
  link.addEventListener("click", () => (link.href = `/try?lang=${link.lang}&person=${person}`));
}

turnTo("mail");
// A mail's link that opens the chat leads here: it is followed as Telegram follows it, and then forgotten.
if (/^[a-z2-7]+$/.test(asked.get("start") || "") && person) {
  const start = `/start ${asked.get("start")}`;
  history.replaceState(null, "", `/try?person=${person}`);
  waitsForAnswer = true; // the mail that lets this chat in
  act("chat", { text: start });
}
listen();
