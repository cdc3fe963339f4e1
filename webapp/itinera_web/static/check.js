"use strict";
/* A GPX, dropped or chosen, is sent to the interface; its report and its line are shown. */
document.addEventListener("DOMContentLoaded", function () {
  var page = document.getElementById("planner"), box = document.getElementById("check");
  var file = document.getElementById("check-file"), status = document.getElementById("check-status");
  var result = document.getElementById("check-result"), profile = document.getElementById("plan-profile");
  var map = window[page.querySelector("[data-map]").dataset.map];
  var set = JSON.parse(page.dataset.settings), words = set.words;
  var drawn = L.layerGroup().addTo(map), asking = null, last = null;
  var MOST_ROWS = 40; // of one list; the interface has them all
  var element = Itinera.element, number = Itinera.number;
  var point = Itinera.pointer(map, page.querySelector("[data-map]"));

  function say(text, failed) { Itinera.say(status, text, failed); }

  function forget() {
    drawn.clearLayers();
    point(null);
    result.replaceChildren();
  }

  function check(sent) {
    var form = new FormData(), query = new URLSearchParams({ profile: profile.value, lang: set.lang });
    if (asking) { asking.abort(); }
    var mine = asking = new AbortController();
    last = sent;
    form.append("file", sent);
    forget();
    say(words.check_busy);
    fetch(set.check + "?" + query, { method: "POST", body: form, signal: mine.signal }).then(function (answer) {
      return answer.json().then(function (body) {
        if (mine !== asking) { return; }
        if (answer.ok) { show(body.check, body.notes); } else { Itinera.fail(status, set.problems, body); }
      });
    }).catch(function () {
      if (mine === asking) { say(words.plan_lost, true); }
    });
  }

  function show(found, notes) {
    var lines = found.geometry.coordinates.map(function (line) {
      return line.map(function (at) { return [at[1], at[0]]; });
    });
    var line = L.polyline(lines, { color: "#1f5fae", weight: 5, opacity: 0.85, interactive: false, className: "check-line" }).addTo(drawn);
    found.illegal.forEach(function (one) {
      L.circleMarker([one.lonlat[1], one.lonlat[0]], { radius: 7, color: "#97382b", weight: 3, fillColor: "#ffffff", fillOpacity: 1, interactive: false }).addTo(drawn);
    });
    if (line.getBounds().isValid()) { map.fitBounds(line.getBounds(), { padding: [30, 30] }); }
    say(found.name + " : " + number(found.length_m / 1000, 1) + "\u00a0km · " + words.check_matched + " : " + number(100 * found.share_matched, 1) + "\u00a0%");
    var crossings = found.road_crossings.concat(found.level_crossings).sort(function (a, b) { return a.at_m - b.at_m; });
    result.replaceChildren(
      ...climb(words.check_own_climb, found.own_climb_m, found.own_descent_m),
      ...climb(words.check_map_climb, found.climb_m, found.descent_m),
      ...rows(words.check_illegal, found.illegal),
      ...(found.illegal.length ? [] : [element("p", {}, words.check_clean)]),
      ...rows(words.check_gaps, found.gaps),
      ...rows(words.check_crossings, crossings),
      ...rows(words.warnings, found.warnings),
      ...notes.map(function (note) { return element("p", { "class": "note" }, note); })
    );
  }

  function climb(said, up, down) {
    if (up === null) { return []; }
    return [element("p", {}, said + " : +" + number(up, 0) + "\u00a0m, −" + number(down, 0) + "\u00a0m")];
  }

  function rows(title, found) {
    if (!found.length) { return []; }
    var list = element("ul", { "class": "warnings" });
    found.slice(0, MOST_ROWS).forEach(function (one) { list.append(row(one)); });
    return [element("h3", {}, title + " (" + found.length + ")"), list];
  }

  // What, where, and which way it is: a click shows the place.
  function row(one) {
    var at = one.lonlat || one.start, from = one.from_m === undefined ? one.at_m : one.from_m;
    var made = element("li"), button = element("button", { type: "button", "class": "place" });
    button.append(element("span", {}, one.text), element("span", { "class": "at-km" }, Itinera.kilometre(from)));
    button.addEventListener("click", function () { point([at[1], at[0]]); });
    made.append(button);
    if (one.element) { made.append(element("small", { "class": "why" })); made.lastChild.append(...why(one)); }
    return made;
  }

  function why(one) {
    var named = one.name ? [one.name + " · "] : [], tags = (one.tags || []).join(" ");
    var what = set.osm ? element("a", { href: set.osm + one.element, rel: "noreferrer" }, one.element) : one.element;
    return named.concat([what], tags ? [" · ", element("code", {}, tags)] : []);
  }

  file.addEventListener("change", function () {
    if (file.files.length) { check(file.files[0]); }
  });
  profile.addEventListener("change", function () {
    if (last) { check(last); }
  });
  page.addEventListener("dragover", function (event) {
    if (!Array.from(event.dataTransfer.types).includes("Files")) { return; }
    event.preventDefault();
    box.classList.add("over");
  });
  page.addEventListener("dragleave", function () { box.classList.remove("over"); });
  page.addEventListener("drop", function (event) {
    if (!event.dataTransfer.files.length) { return; }
    event.preventDefault();
    box.classList.remove("over");
    check(event.dataTransfer.files[0]);
  });
});
