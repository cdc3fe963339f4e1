"use strict";
/* The page of loops: what one wishes is the address of the page; three answers stand side by side.
 *
 * The address holds parameters of the interface, and `pick`, the loop that is looked at. Every wish
 * that changes is a step of the browser's history, so that "back" takes it back.
 */
document.addEventListener("DOMContentLoaded", function () {
  var page = document.getElementById("loops");
  var map = window[page.querySelector("[data-map]").dataset.map];
  var set = JSON.parse(page.dataset.settings), words = set.words;
  var MANY = ["theme", "via", "avoid_way"], ONE = ["start", "length_km", "climb_m", "direction", "lollipop", "on", "surface", "like", "like_pick", "shorter", "longer", "hillier", "flatter"];
  var LIKE = { like: "", like_pick: "", shorter: "", longer: "", hillier: "", flatter: "" };
  var AFRESH = ["start", "best", "length_km", "climb_m", "profile"]; // wishes for other loops, not for another like this
  var LONGER = 1.25, SHORTER = 0.8, HILLIER_M = 25, HILLIER = 1.5, FLATTER = 0.5, SNAP_ZOOM = 13, WAIT_MS = 120; // a key that is held makes one question
  var element = Itinera.element, filled = Itinera.filled;
  var wishes = null, loops = [], notes = [], ended = false, asking = null, profile = null, fit = true, named = {};

  var drawing = Itinera.loopMap(map, set, { start: start, pick: pick, via: via, avoid: avoid });
  var facts = Itinera.facts(set, Itinera.pointer(map, page.querySelector("[data-map]")));
  var strip = Itinera.loopStrip(byId("strip"), set, pick);
  var full = Itinera.loopInFull(byId("shown"), set, facts, { change: change, avoid: avoid, share: share, address: download,
    themed: themed });

  // Is some of what one likes a matter of ways, so that there is a share of them?
  function themed() {
    return wishes.theme.some(function (one) { return set.themes_of_ways.includes(one.split("=")[0]); });
  }

  function byId(id) { return document.getElementById("loops-" + id); }

  // --- the wishes and the address -------------------------------------------------------------

  function read() {
    var asked = new URLSearchParams(location.search), found = {};
    MANY.forEach(function (key) { found[key] = asked.getAll(key); });
    ONE.forEach(function (key) { found[key] = asked.get(key) || ""; });
    found.length_km = Number(found.length_km) > 0 ? found.length_km : String(set.usual_km);
    found.best = !found.start && asked.has("near"); // begin where it is best, near there
    found.start = found.start || asked.get("near") || "";
    found.profile = asked.get("profile") || byId("profile").value;
    found.pick = Math.max(0, (Number(asked.get("pick")) || 1) - 1);
    return found;
  }

  function query(more) {
    var asked = new URLSearchParams();
    ONE.forEach(function (key) { if (wishes[key] !== "") { asked.set(key === "start" && wishes.best ? "near" : key, wishes[key]); } });
    MANY.forEach(function (key) { wishes[key].forEach(function (one) { asked.append(key, one); }); });
    asked.set("profile", wishes.profile);
    Object.keys(more).forEach(function (key) { asked.set(key, more[key]); });
    return asked.toString();
  }

  function here(lang) {
    var more = wishes.pick ? { lang: lang, pick: wishes.pick + 1 } : { lang: lang };
    return location.pathname + "?" + query(more);
  }

  function links() {
    document.querySelectorAll(".languages a").forEach(function (link) { link.href = here(link.lang); });
  }

  function download(format, i) { return set.loop + "?" + query({ count: set.count, lang: set.lang, format: format, pick: i + 1 }); }

  // Wishes become others: a step of the history, the form, the pins, and another answer.
  function wish(changes) {
    var afresh = AFRESH.some(function (key) { return key in changes; });
    wishes = Object.assign({}, wishes, afresh ? LIKE : {}, { pick: 0 }, changes);
    history.pushState(null, "", here(set.lang));
    showWishes();
    ask();
  }

  function without(list, i) { return list.filter(function (one, n) { return n !== i; }); }

  // --- what one does --------------------------------------------------------------------------

  function start(text) { fit = !Itinera.placeOf(text) || fit; wish({ start: text }); }

  function via(text, i) {
    wish({ via: i === null ? wishes.via.concat(text) : wishes.via.map(function (one, n) { return n === i ? text : one; }) });
  }

  function avoid(text, name) {
    if (name) { named[text] = name; }
    wish({ avoid_way: wishes.avoid_way.concat(text) });
  }

  function pick(i) {
    wishes.pick = i;
    history.replaceState(null, "", here(set.lang));
    links();
    pins();
    show();
  }

  function rounded(km) { return String(Math.min(200, Math.max(2, Math.round(10 * km) / 10))); }

  // The first change of a loop is one of its shape; a changed loop is changed by its figures.
  function change(kind) {
    var loop = loops[wishes.pick], km = loop.length_m / 1000, up = loop.climb_m || 0, wished = Object.assign({}, LIKE);
    if (!wishes.like) {
      wished.like = "request";
      wished.like_pick = String(wishes.pick + 1);
      wished[kind] = "true";
      wish(wished);
      return;
    }
    wish({
      shorter: { length_km: rounded(SHORTER * km) }, longer: { length_km: rounded(LONGER * km) },
      hillier: { climb_m: String(Math.round(Math.max(HILLIER * up, up + HILLIER_M))), length_km: rounded(km) },
      flatter: { climb_m: String(Math.round(FLATTER * up)), length_km: rounded(km) }
    }[kind]);
  }

  // "Like loop 2: shorter", as long as the answers are.
  function likeSaid() {
    var kind = ["shorter", "longer", "hillier", "flatter"].find(function (one) { return wishes[one]; });
    if (!wishes.like || !kind) { return []; }
    var said = filled(words.loops_like, { loop: filled(words.loops_one, { n: wishes.like_pick }), change: words["loops_" + kind].toLowerCase() });
    return [dropped(said, function () { wish(LIKE); })];
  }

  function share() {
    var address = location.origin + here(set.lang);
    if (navigator.share) { navigator.share({ title: document.title, url: address }).catch(function () { /* the reader thought better of it */ }); return; }
    if (navigator.clipboard) { navigator.clipboard.writeText(address).then(function () { say(words.loops_copied); }, function () { say(address); }); return; }
    say(address);
  }

  // --- the form -------------------------------------------------------------------------------

  function nearestTo(list, value) {
    return list.reduce(function (best, one, i) { return Math.abs(one - value) < Math.abs(list[best] - value) ? i : best; }, 0);
  }

  function sayLength() { byId("length").setAttribute("aria-valuetext", Itinera.number(Number(byId("km").value), 1) + " km"); }

  function sayClimb(metres) {
    var said = metres === "" ? words.loops_any : Itinera.number(Number(metres), 0) + "\u00a0m";
    byId("climb-said").textContent = said;
    byId("climb").setAttribute("aria-valuetext", said);
  }

  function climbOf(slider) { return slider.value === "0" ? "" : String(set.climbs_m[slider.value - 1]); }

  function showWishes() {
    byId("start").value = wishes.start;
    byId("km").value = wishes.length_km;
    byId("length").value = nearestTo(set.lengths_km, Number(wishes.length_km));
    byId("climb").value = wishes.climb_m === "" ? 0 : 1 + nearestTo(set.climbs_m, Number(wishes.climb_m));
    sayLength();
    sayClimb(wishes.climb_m);
    byId("profile").value = wishes.profile;
    byId("direction").value = wishes.direction;
    byId("surface").value = wishes.surface;
    byId("on").value = wishes.on;
    byId("best").checked = wishes.best;
    byId("lollipop").checked = wishes.lollipop !== "false";
    byId("themes").querySelectorAll("input").forEach(function (box) { box.checked = wishes.theme.includes(box.value); });
    byId("options").open = byId("options").open || Boolean(wishes.best || wishes.direction || wishes.surface || wishes.on || wishes.via.length || wishes.lollipop === "false");
    byId("kept").replaceChildren(...likeSaid(), ...kept(words.loops_musts, "via"), ...kept(words.loops_avoided, "avoid_way"));
    links();
    pins();
  }

  // Places to pass and roads to avoid, each with a button that drops it.
  function kept(title, key) {
    if (!wishes[key].length) { return []; }
    var list = element("ul", { "class": "points kept" });
    wishes[key].forEach(function (text, i) {
      var said = key === "via" ? (i + 1) + ". " + text : named[text] || filled(words.loops_avoided_one, { n: i + 1 });
      list.append(dropped(said, function () {
        var changed = {};
        changed[key] = without(wishes[key], i);
        wish(changed);
      }, "li"));
    });
    return [element("h3", {}, title), list];
  }

  // A wish in words with a button that drops it.
  function dropped(said, act, kind) {
    var row = element(kind || "p", { "class": "dropped" }), drop = element("button", { type: "button", "class": "small", "aria-label": words.plan_remove + " : " + said }, "✕");
    drop.addEventListener("click", function () { act(); byId("status").focus(); });
    row.append(element("span", {}, said), drop);
    return row;
  }

  // The start that was tapped; that of a name, or the best one near, once a loop tells it.
  function pins() {
    var begun = loops.length ? [loops[wishes.pick].start[1], loops[wishes.pick].start[0]] : null;
    drawing.pins(wishes.best && begun || Itinera.placeOf(wishes.start) || (wishes.start && begun), wishes.via.map(Itinera.placeOf));
  }

  // --- asking and answering -------------------------------------------------------------------

  function say(text, failed) { Itinera.say(byId("status"), text, failed); }

  function forget() {
    loops = [];
    drawing.show([], 0);
    if (profile) { profile.remove(); profile = null; }
    byId("shown").replaceChildren();
  }

  function ask() {
    if (asking) { asking.abort(); asking = null; }
    remedies([]);
    if (!wishes.start) {
      forget();
      strip.hint(words.loops_hint);
      say("");
      return;
    }
    ended = false;
    page.setAttribute("aria-busy", "true");
    say(words.loops_busy);
    if (!loops.length) { strip.hint(words.loops_busy); }
    asking = Itinera.ask(set.loop + "?" + query({ count: set.count, lang: set.lang, stream: "true" }), { wait_ms: WAIT_MS }, {
      answer: answered,
      problem: refused,
      waiting: function (seconds) { say(filled(words.loops_waiting, { seconds: seconds })); },
      lost: function () { over(); say(words.plan_lost, true); if (!loops.length) { strip.hint(""); } }
    });
  }

  function over() { page.removeAttribute("aria-busy"); }

  function answered(body, final) {
    loops = body.itineraries;
    notes = body.notes;
    ended = final;
    if (final) { over(); }
    wishes.pick = Math.min(wishes.pick, loops.length - 1);
    var found = loops.length === 1 ? words.loops_found_1 : filled(words.loops_found, { count: Itinera.number(loops.length, 0) });
    say(final ? found + "." : words.loops_first);
    pins();
    show();
    drawing.fit(fit);
    if (final) { fit = false; }
  }

  function show() {
    var loop = loops[wishes.pick];
    if (!loop) { return; }
    var line = drawing.lineOf(loop);
    drawing.show(loops, wishes.pick);
    strip.show(loops, wishes.pick, themed());
    if (profile) { profile.remove(); }
    var climbs = full(loop, wishes.pick, Itinera.line(line, loop.length_m), ended ? notes : [], ended);
    profile = Itinera.profile(byId("elevation"), climbs, { map: map, line: line, length_m: loop.length_m, climb_m: loop.climb_m,
      descent_m: loop.descent_m, elevation: loop.elevation, words: set.profile.words, grades: set.profile.grades });
  }

  // No such loop: why, and the nearest that there is as a button.
  function refused(body) {
    over();
    forget();
    pins();
    strip.hint("");
    Itinera.fail(byId("status"), set.problems, body);
    var offers = [];
    if (body.possible) { offers.push([tried(body.possible), function () { wish(strings(body.possible)); }]); }
    if (history.state !== "first") { offers.push([words.loops_undo, function () { history.back(); }]); }
    remedies(offers);
  }

  function strings(values) {
    var made = {};
    Object.keys(values).forEach(function (key) { made[key] = MANY.includes(key) ? [].concat(values[key]).map(String) : values[key] === null ? "" : String(values[key]); });
    return made;
  }

  function tried(possible) {
    var parts = [];
    if (possible.length_km) { parts.push(Itinera.number(possible.length_km, 1) + "\u00a0km"); }
    if (Number.isFinite(possible.climb_m)) { parts.push("↗\u00a0" + Itinera.number(possible.climb_m, 0) + "\u00a0m"); }
    return parts.length ? filled(words.loops_try, { what: parts.join(", ") }) : words.loops_try_other;
  }

  function remedies(offers) {
    byId("remedies").hidden = !offers.length;
    byId("remedies").replaceChildren(...offers.map(function (offer, i) {
      var made = element("button", { type: "button", "class": i ? "button quiet" : "button" }, offer[0]);
      made.addEventListener("click", offer[1]);
      return made;
    }));
  }

  // --- listening ------------------------------------------------------------------------------

  function whereAmI() {
    say(words.plan_where);
    Itinera.here(function (at) {
      map.setView(at, Math.max(map.getZoom(), SNAP_ZOOM));
      fit = true;
      start(Itinera.written(at));
    }, function () { say(words.plan_nowhere, true); });
  }

  function addVia() {
    var said = byId("via").value.trim();
    if (said) { byId("via").value = ""; via(said, null); }
  }

  byId("form").addEventListener("submit", function (event) {
    event.preventDefault();
    if (byId("via").value.trim() && document.activeElement === byId("via")) { addVia(); return; }
    var said = byId("start").value.trim();
    if (said) { fit = true; wish({ start: said }); }
  });
  byId("here").addEventListener("click", whereAmI);
  byId("via-add").addEventListener("click", addVia);
  byId("length").addEventListener("input", function () { byId("km").value = set.lengths_km[byId("length").value]; sayLength(); });
  byId("length").addEventListener("change", function () { fit = true; wish({ length_km: String(set.lengths_km[byId("length").value]) }); });
  byId("km").addEventListener("change", function () {
    if (byId("km").checkValidity() && byId("km").value) { fit = true; wish({ length_km: byId("km").value }); } else { byId("km").reportValidity(); }
  });
  byId("climb").addEventListener("input", function () { sayClimb(climbOf(byId("climb"))); });
  byId("climb").addEventListener("change", function () { wish({ climb_m: climbOf(byId("climb")) }); });
  byId("profile").addEventListener("change", function () { wish({ profile: byId("profile").value }); });
  byId("direction").addEventListener("change", function () { fit = true; wish({ direction: byId("direction").value }); });
  byId("surface").addEventListener("change", function () { wish({ surface: byId("surface").value }); });
  byId("on").addEventListener("change", function () { wish({ on: byId("on").value }); });
  byId("best").addEventListener("change", function () { fit = true; wish({ best: byId("best").checked }); });
  byId("lollipop").addEventListener("change", function () { wish({ lollipop: byId("lollipop").checked ? "" : "false" }); });
  byId("themes").addEventListener("change", function () {
    wish({ theme: Array.from(byId("themes").querySelectorAll("input:checked"), function (box) { return box.value; }) });
  });
  window.addEventListener("popstate", function () { wishes = read(); showWishes(); ask(); });
  Itinera.suggest(byId("start"), document.getElementById("loops-names"), set);
  Itinera.suggest(byId("via"), document.getElementById("loops-via-names"), set);
  byId("status").tabIndex = -1;
  wishes = read();
  history.replaceState("first", "", location.href);
  showWishes();
  ask();
});
