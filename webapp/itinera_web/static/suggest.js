"use strict";
/* Places: written as coordinates, suggested while one types, and where one is. */

// "50.4,2.8" as [lat, lon]; null for a name.
Itinera.placeOf = function (text) {
  var parts = text.split(",");
  var good = parts.length === 2 && parts.every(function (one) { return one.trim() && Number.isFinite(Number(one)); });
  return good ? parts.map(Number) : null;
};

Itinera.written = function (latlng) {
  var at = L.latLng(latlng).wrap();
  return at.lat.toFixed(6) + "," + at.lng.toFixed(6);
};

// Calls found([lat, lon]), or lost() where the browser does not tell.
Itinera.here = function (found, lost) {
  if (!navigator.geolocation) { lost(); return; }
  navigator.geolocation.getCurrentPosition(function (where) {
    found([where.coords.latitude, where.coords.longitude]);
  }, lost, { maximumAge: 60000, timeout: 15000 });
};

// A field offers the waypoints whose names begin as what is typed; what its list held at first
// comes back when the field is empty. `set`: places (an address), kinds (their names).
Itinera.suggest = function (field, list, set) {
  var WAIT_MS = 150, asking = null, timer = null, first = Array.from(list.children);

  function show(places) {
    list.replaceChildren(...places.map(function (place) {
      var about = [place.use === place.name ? "" : place.name, set.kinds[place.kind], place.commune];
      return Itinera.element("option", { value: place.use }, about.filter(Boolean).join(" · "));
    }));
  }

  function ask() {
    var typed = field.value.trim();
    if (asking) { asking.abort(); }
    if (!typed) { list.replaceChildren(...first); return; }
    if (typed.length < 2 || !/[^\d\s.,°-]/.test(typed)) { list.replaceChildren(); return; } // too little, or coordinates
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
};
