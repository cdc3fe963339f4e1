"use strict";
/* The map of the loops: all of them drawn, the chosen one above the others, and what one may do there.
 *
 * Itinera.loopMap(map, set, acts) returns {show(loops, pick), pins(start, vias), fit(always), lineOf(loop)}; `acts`:
 *   start(text), pick(i), via(text, i or null), avoid(text, name)   texts are "LAT,LON"
 */
Itinera.loopMap = function (map, set, acts) {
  var TOUCH_PX = 24, TAKEN_PX = 4, words = set.words, element = Itinera.element;
  var drawn = L.layerGroup().addTo(map), places = L.layerGroup().addTo(map), pinned = L.layerGroup().addTo(map);
  var loops = [], ways = [], picked = 0, started = false;

  function lineOf(loop) { return loop.geometry.coordinates.map(function (at) { return [at[1], at[0]]; }); }

  function show(found, pick) {
    loops = found;
    picked = pick;
    ways = found.map(function (loop) { return Itinera.line(lineOf(loop), loop.length_m); });
    drawn.clearLayers();
    places.clearLayers();
    map.closePopup();
    found.map(function (loop, i) { return i; }).filter(function (i) { return i !== pick; }).forEach(thin);
    if (found[pick]) { thick(found[pick]); meet(found[pick]); }
  }

  function path(i, options) {
    return L.polyline(lineOf(loops[i]), Object.assign({ color: set.loop_colours[i], interactive: false }, options)).addTo(drawn);
  }

  // Wide and unseen: what a finger hits.
  function touched(i, act) {
    path(i, { weight: TOUCH_PX, opacity: 0, interactive: true, className: "loop-touch", bubblingMouseEvents: false }).on("click", act);
  }

  function thin(i) {
    path(i, { color: "#fefefe", weight: 6, opacity: 0.7 });
    path(i, { weight: 3.5, opacity: 0.75, className: "loop-line" });
    touched(i, function () { acts.pick(i); });
  }

  function thick(loop) {
    var i = loops.indexOf(loop);
    path(i, { color: "#ffffff", weight: 9, opacity: 0.95 });
    path(i, { weight: 5.5, opacity: 1, className: "loop-line loop-picked" });
    touched(i, function (event) { offer(event.latlng, ways[i].nearest(map, map.latLngToLayerPoint(event.latlng), 4 * TOUCH_PX)); });
  }

  // What the chosen loop meets, of kinds that have a name.
  function meet(loop) {
    loop.waypoints.slice(1, -1).forEach(function (one) {
      if (!one.name || !set.kinds[one.kind]) { return; }
      L.circleMarker([one.lonlat[1], one.lonlat[0]], { radius: 5, color: "#23262b", weight: 1.5, fillColor: "#fffefb", fillOpacity: 1, bubblingMouseEvents: false, className: "loop-place" })
        .bindTooltip(one.name).addTo(places);
    });
  }

  // The step of the chosen loop at a place along it.
  function stepAt(metres) {
    return loops[picked].cues.filter(function (cue) { return cue.at_m <= metres; }).pop() || loops[picked].cues[0];
  }

  function button(text, act) {
    var made = element("button", { type: "button", "class": "button quiet" }, text);
    made.addEventListener("click", function () { map.closePopup(); act(); });
    return made;
  }

  // A small choice at a place: on the chosen loop (`metres` along it), or anywhere (null).
  function offer(latlng, metres) {
    var box = element("div", { "class": "choice" }), at = latlng;
    if (metres !== null) {
      var step = stepAt(metres), name = step.turn === "arrive" ? "" : step.name;
      at = L.latLng(ways[picked].place(metres));
      box.append(element("p", {}, [name, Itinera.kilometre(metres)].filter(Boolean).join(" · ")));
      box.append(button(words.loops_avoid, function () { acts.avoid(Itinera.written(at), name); }));
    } else {
      box.append(button(words.loops_from, function () { acts.start(Itinera.written(at)); }));
    }
    box.append(button(words.loops_pass, function () { acts.via(Itinera.written(at), null); }));
    L.popup({ closeButton: true, minWidth: 150, maxWidth: 220, autoPanPaddingTopLeft: [52, 10] }).setLatLng(at).setContent(box).openOn(map);
    box.querySelector("button").focus({ preventScroll: true });
  }

  function pin(place, kind, sign, label, moved) {
    var icon = L.divIcon({ html: element("div", { "class": "pin " + kind }, sign), iconSize: [26, 26], iconAnchor: [13, 13], className: "" });
    L.marker(place, { icon: icon, draggable: true, keyboard: false, alt: label, title: label, zIndexOffset: 500 })
      .on("dragend", function (event) { moved(Itinera.written(event.target.getLatLng())); }).addTo(pinned);
  }

  function pins(start, vias) {
    started = Boolean(start) || started;
    pinned.clearLayers();
    vias.forEach(function (place, i) {
      if (place) { pin(place, "via", i + 1, words.loops_musts + " " + (i + 1), function (text) { acts.via(text, i); }); }
    });
    if (start) { pin(start, "start", "▶", words.start, acts.start); }
  }

  // With a mouse the chosen loop itself can be pulled: where it is let go, it has to pass.
  // (A finger moves the map; it taps the loop and drags the pin that comes.)
  function pull(event) {
    var down = event.originalEvent, far = null, from = event.containerPoint || map.latLngToContainerPoint(event.latlng);
    if (down.button !== 0 || !loops[picked] || !down.target.classList || !down.target.classList.contains("loop-touch")) { return; }
    if (ways[picked].nearest(map, map.containerPointToLayerPoint(from), TOUCH_PX / 2) === null) { return; }
    map.dragging.disable();

    function move(moved) {
      if (!far && moved.containerPoint.distanceTo(from) < TAKEN_PX) { return; }
      if (!far) { far = L.circleMarker(moved.latlng, { radius: 8, color: "#23262b", weight: 3, fillColor: "#ffd166", fillOpacity: 1, interactive: false }).addTo(map); }
      far.setLatLng(moved.latlng);
    }

    function drop() {
      map.off("mousemove", move);
      document.removeEventListener("mouseup", drop);
      map.dragging.enable();
      if (!far) { return; }
      var at = far.getLatLng();
      far.remove();
      pulled = true;
      setTimeout(function () { pulled = false; }, 0);
      acts.via(Itinera.written(at), null);
    }

    map.on("mousemove", move);
    document.addEventListener("mouseup", drop);
  }

  var pulled = false;
  map.doubleClickZoom.disable();
  map.getPane("overlayPane").addEventListener("mousedown", function (event) {
    pull({ originalEvent: event, containerPoint: map.mouseEventToContainerPoint(event) });
  }, true);
  map.on("click", function (event) {
    if (pulled) { return; }
    if (!started) { acts.start(Itinera.written(event.latlng)); return; }
    offer(event.latlng, ways[picked] ? ways[picked].nearest(map, event.layerPoint, TOUCH_PX) : null);
  });
  map.on("zoomend viewreset", function () { ways.forEach(function (way) { way.forget(); }); });

  // All loops in sight, unless they are.
  function fit(always) {
    var bounds = L.latLngBounds([]), told = map.attributionControl.getContainer().offsetHeight;
    loops.forEach(function (loop) { bounds.extend(lineOf(loop)); });
    if (bounds.isValid() && (always || !map.getBounds().contains(bounds))) { map.fitBounds(bounds, { paddingTopLeft: [26, 26], paddingBottomRight: [26, 16 + told], animate: false }); }
  }

  return { show: show, pins: pins, fit: fit, lineOf: lineOf };
};
