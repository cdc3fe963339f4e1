"use strict";
/* Loops in words and pictures: side by side in the strip, and the chosen one in full.
 *
 * Itinera.loopStrip(holder, set, pick) returns {show(loops, picked, themed), hint(text)}.
 * Itinera.loopInFull(holder, set, facts, acts) returns show(loop, i, notes, asked); `acts`:
 *   change(kind), avoid(text, name), share(), address(format), climbs(section)
 */
Itinera.filled = function (text, values) {
  return text.replace(/\{(\w+)\}/g, function (all, key) { return values[key]; });
};

// What a loop passes of kinds that have a name here, each once, without its own start.
Itinera.placesOf = function (loop, kinds) {
  var seen = new Set([loop.waypoints.length ? loop.waypoints[0].id : ""]);
  return loop.waypoints.filter(function (one) {
    var fresh = one.name && kinds[one.kind] && !seen.has(one.id);
    seen.add(one.id);
    return fresh;
  });
};

Itinera.loopStrip = function (holder, set, pick) {
  var LEAST_RANGE_M = 60, words = set.words, element = Itinera.element, number = Itinera.number;
  var facts = Itinera.facts(set, null);

  function counted(key, n) { return Itinera.filled(words[key + (n === 1 ? "_1" : "_n")], { n: number(n, 0) }); }

  function warned(n) {
    var made = element("span", { title: counted("loops_warnings", n) }, "⚠\u00a0" + n);
    made.setAttribute("aria-label", counted("loops_warnings", n));
    made.setAttribute("role", "img");
    return made;
  }

  // One scale for all, so that a hill of one looks as high as a hill of another.
  function scale(loops) {
    var known = loops.filter(function (loop) { return loop.elevation; });
    var low = Math.min.apply(null, known.map(function (loop) { return loop.elevation.min_m; }));
    var high = Math.max.apply(null, known.map(function (loop) { return loop.elevation.max_m; }));
    return [low, Math.max(high, low + LEAST_RANGE_M)];
  }

  function card(loop, i, picked, themed, heights) {
    var label = element("label", { "class": "loop" }), radio = element("input", { type: "radio", name: "loop", value: i, "class": "hidden" });
    radio.checked = i === picked;
    radio.addEventListener("change", function () { pick(i); });
    label.style.setProperty("--colour", set.loop_colours[i]);
    var rows = element("span", { "class": "rows" });
    rows.append(element("b", {}, Itinera.distance(loop.length_m)));
    if (loop.climb_m !== null) { rows.append(element("span", { title: words.climb }, "↗\u00a0" + number(loop.climb_m, 0) + "\u00a0m")); }
    rows.append(element("span", { title: words.time }, Itinera.duration(loop.time_s)));
    label.append(radio, element("span", { "class": "name" }, Itinera.filled(words.loops_one, { n: i + 1 })), rows);
    var picture = Itinera.sparkline(loop.elevation, loop.length_m, heights[0], heights[1], set.profile.grades);
    if (picture) { label.append(picture); }
    label.append(facts.bar(loop));
    var said = element("span", { "class": "said" });
    if (themed) { said.append(element("span", {}, Itinera.filled(words.loops_share_said, { pct: number(loop.score.attraction_pct, 0) }))); }
    var places = Itinera.placesOf(loop, set.kinds).length;
    if (places) { said.append(element("span", {}, counted("loops_places", places))); }
    if (loop.warnings.length) { said.append(warned(loop.warnings.length)); }
    label.append(said);
    return label;
  }

  function show(loops, picked, themed) {
    var legend = holder.querySelector("legend"), held = holder.contains(document.activeElement), heights = scale(loops);
    holder.replaceChildren(legend, ...loops.map(function (loop, i) { return card(loop, i, picked, themed, heights); }));
    if (held) { holder.querySelector("input:checked").focus({ preventScroll: true }); }
  }

  function hint(text) { holder.replaceChildren(holder.querySelector("legend"), text ? element("p", { "class": "note" }, text) : ""); }

  return { show: show, hint: hint };
};

Itinera.loopInFull = function (holder, set, facts, acts) {
  var WORTH_SAYING_M = 30, words = set.words, element = Itinera.element;

  function button(text, act, kind) {
    var made = element("button", { type: "button", "class": "button " + (kind || "quiet") }, text);
    made.addEventListener("click", act);
    return made;
  }

  function downloads(loop, i) {
    var row = element("p", { "class": "buttons" });
    set.formats.forEach(function (format, n) {
      var text = n ? { geojson: "GeoJSON" }[format] || format.toUpperCase() : Itinera.filled(words.loops_download, { format: format.toUpperCase() });
      row.append(element("a", { "class": n ? "button quiet" : "button", href: acts.address(format, i), download: "boucle-" + (i + 1) + "." + format, "data-format": format }, text));
    });
    row.append(button(words.loops_share, acts.share));
    return row;
  }

  function changes(loop) {
    var kinds = ["shorter", "longer"].concat(loop.climb_m === null ? [] : ["hillier", "flatter"]), row = element("p", { "class": "buttons" });
    kinds.forEach(function (kind) {
      var made = button(words["loops_" + kind], function () { acts.change(kind); });
      made.dataset.change = kind;
      row.append(made);
    });
    return [element("h3", {}, words.loops_change), row, element("p", { "class": "note" }, words.loops_change_hint)];
  }

  function places(loop) {
    var met = Itinera.placesOf(loop, set.kinds), list = element("ol", { "class": "met" });
    if (!met.length) { return []; }
    met.forEach(function (one) {
      var row = element("li"), off = one.off_m > WORTH_SAYING_M ? ", " + Itinera.filled(words.loops_off, { metres: Itinera.distance(one.off_m) }) : "";
      row.append(one.name + " ", element("span", {}, "· " + set.kinds[one.kind] + " · " + Itinera.kilometre(one.at_m) + off));
      list.append(row);
    });
    return [element("h3", {}, words.loops_places), list];
  }

  // A button beside each turn avoids the road that it leads onto.
  function avoid(loop, line) {
    return function (cue, next) {
      if (!next) { return null; }
      var made = element("button", { type: "button", "class": "small avoid", "aria-label": words.loops_avoid + " : " + cue.text }, words.loops_avoid_short);
      made.addEventListener("click", function () {
        acts.avoid(Itinera.written(line.place((cue.at_m + next.at_m) / 2)), cue.name);
      });
      return made;
    };
  }

  return function (loop, i, line, notes, final) {
    var title = element("h2", { "class": "chosen" }, Itinera.filled(words.loops_one, { n: i + 1 }) + " · " + Itinera.distance(loop.length_m));
    var numbers = facts.numbers(loop), climbs = element("section");
    title.style.setProperty("--colour", set.loop_colours[i]);
    if (acts.themed()) { numbers.append(facts.pair(words.loops_share_of, Itinera.number(loop.score.attraction_pct, 0) + "\u00a0%")); }
    var turns = element("details", { "class": "counted" }), cues = facts.cues(loop, avoid(loop, line));
    turns.append(element("summary", {}, cues[0].textContent), cues[1]);
    holder.replaceChildren(title, facts.note(loop.name), numbers, final ? downloads(loop, i) : "", ...notes.map(facts.note), ...changes(loop), ...places(loop), climbs,
      ...facts.warnings(loop), ...facts.surfaces(loop), turns);
    return climbs;
  };
};
