"use strict";
/* What pages say of a planned itinerary, as the interface answers it.
 *
 * Itinera.facts(set, point) takes the settings of the page (words, surfaces, turns, difficulty)
 * and what marks a place on the map; each of its functions returns elements.
 */
Itinera.facts = function (set, point) {
  var MOST_SHARES = 7, MOST_PLACES = 12;
  var words = set.words, element = Itinera.element, number = Itinera.number, distance = Itinera.distance;

  function numbers(found) {
    var rows = [[words.length, distance(found.length_m)], [words.time, Itinera.duration(found.time_s)]];
    if (found.climb_m !== null) {
      rows.push([words.climb, number(found.climb_m, 0) + "\u00a0m"], [words.descent, number(found.descent_m, 0) + "\u00a0m"]);
      rows.push([words.range, number(found.elevation.min_m, 0) + " – " + number(found.elevation.max_m, 0) + "\u00a0m"]);
    }
    rows.push([words.effort, number(found.effort.km_effort, 1) + " (" + found.effort.itra_class + ")"]);
    if (found.repeated_m >= set.least_repeat_m) { rows.push([words.repeated, distance(found.repeated_m)]); }
    var list = element("dl", { "class": "facts" });
    rows.forEach(function (row) { list.append(pair(row[0], row[1])); });
    list.append(grade(found.effort.difficulty));
    return list;
  }

  function pair(name, value) {
    var made = element("div");
    made.append(element("dt", {}, name), element("dd", {}, value));
    return made;
  }

  function grade(difficulty) {
    var known = set.difficulty[difficulty.colour], made = element("div"), said = element("dd");
    if (!known) { return ""; }
    var pill = element("span", { "class": "grade" }, known.name);
    pill.style.setProperty("--colour", known.colour);
    pill.title = (difficulty.reasons || []).map(function (reason) { return reason.text; }).join(" · ");
    said.append(pill);
    made.append(element("dt", {}, words.grade), said);
    return made;
  }

  function note(text) { return element("p", { "class": "note" }, text); }

  function warnings(found) {
    if (!found.warnings.length) { return []; }
    var at = new Map();
    found.warnings.forEach(function (one) {
      at.set(one.text, (at.get(one.text) || []).concat(number(one.from_m / 1000, 1)));
    });
    var list = element("ul", { "class": "warnings" });
    at.forEach(function (kilometres, text) {
      var row = element("li"), some = Array.from(new Set(kilometres));
      var more = some.length > MOST_PLACES ? " …" : "";
      row.append(element("span", {}, text), element("span", { "class": "at-km" }, "km\u00a0" + some.slice(0, MOST_PLACES).join(" · ") + more));
      list.append(row);
    });
    return [element("h2", {}, words.warnings), list];
  }

  function shares(found) {
    return Object.entries(found.surfaces).sort(function (a, b) { return b[1] - a[1]; });
  }

  // Surfaces as a bar alone, for where there is little room.
  function bar(found) {
    var made = element("div", { "class": "bar", "aria-hidden": "true" });
    shares(found).forEach(function (row) {
      var part = element("span");
      part.style.setProperty("--colour", set.surfaces[row[0]].colour);
      part.style.width = 100 * row[1] / found.length_m + "%";
      made.append(part);
    });
    return made;
  }

  function surfaces(found) {
    var rows = shares(found).slice(0, MOST_SHARES), list = element("ul", { "class": "legend" });
    if (!rows.length) { return []; }
    rows.forEach(function (row) {
      var known = set.surfaces[row[0]], item = element("li");
      item.style.setProperty("--colour", known.colour);
      item.append(element("i"), known.name, element("b", {}, distance(row[1])));
      list.append(item);
    });
    return [element("h2", {}, words.surfaces), bar(found), list];
  }

  // Turn by turn; `act(cue, next)` may return another button for the row.
  function cues(found, act) {
    var list = element("ol", { "class": "cues" });
    found.cues.forEach(function (cue, i) {
      var row = element("li"), made = element("button", { type: "button" }), more = act && act(cue, found.cues[i + 1]);
      made.append(
        element("span", { "class": "at" }, Itinera.kilometre(cue.at_m)),
        element("span", { "class": "turn", "aria-hidden": "true" }, set.turns[cue.turn]),
        element("span", {}, cue.text)
      );
      made.addEventListener("click", function () { point([cue.lonlat[1], cue.lonlat[0]]); });
      row.append(made, more || "");
      list.append(row);
    });
    return [element("h2", {}, words.cues), list];
  }

  return { numbers: numbers, pair: pair, note: note, warnings: warnings, bar: bar, surfaces: surfaces, cues: cues };
};
