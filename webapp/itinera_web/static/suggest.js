"use strict";
/* The field of a place offers the waypoints whose names begin as what is typed. */
document.addEventListener("DOMContentLoaded", function () {
  var field = document.getElementById("plan-place"), list = document.getElementById("plan-names");
  var set = JSON.parse(document.getElementById("planner").dataset.settings);
  var WAIT_MS = 150, asking = null, timer = null;

  function show(places) {
    list.replaceChildren(...places.map(function (place) {
      var about = [place.use === place.name ? "" : place.name, set.kinds[place.kind], place.commune];
      return Itinera.element("option", { value: place.use }, about.filter(Boolean).join(" · "));
    }));
  }

  function ask() {
    var typed = field.value.trim();
    if (asking) { asking.abort(); }
    if (typed.length < 2 || !/[^\d\s.,°-]/.test(typed)) { list.replaceChildren(); return; } // nothing, or coordinates
    asking = new AbortController();
    fetch(set.places + "?" + new URLSearchParams({ q: typed }), { signal: asking.signal })
      .then(function (answer) { return answer.ok ? answer.json() : { places: [] }; })
      .then(function (body) { show(body.places); })
      .catch(function () { /* without suggestions the field works as well */ });
  }

  field.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
});
