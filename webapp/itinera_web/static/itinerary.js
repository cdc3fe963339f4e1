"use strict";
/* The page of an itinerary: its elevation, linked to its line on the map. */
document.addEventListener("DOMContentLoaded", function () {
  var holder = document.getElementById("elevation"), line = [];
  var map = window[document.querySelector("[data-map]").dataset.map];
  var shown = JSON.parse(holder.dataset.profile), set = JSON.parse(holder.dataset.settings);
  map.eachLayer(function (layer) { // each line lies above a white rim; variants are no part of the way
    if (!(layer instanceof L.Polyline) || layer.options.color === "#ffffff" || layer.options.color === holder.dataset.aside) { return; }
    line = line.concat(layer.getLatLngs().map(function (at) { return [at.lat, at.lng]; }));
  });
  document.querySelectorAll("button[data-bbox]").forEach(function (button) { // a stage: west, south, east, north
    var box = JSON.parse(button.dataset.bbox);
    button.addEventListener("click", function () {
      map.fitBounds([[box[1], box[0]], [box[3], box[2]]], { padding: [24, 24], animate: false });
      document.querySelector("[data-map]").scrollIntoView({ block: "nearest" });
    });
  });
  Itinera.profile(holder, document.getElementById("climbs"), Object.assign({ map: map, line: line, words: set.words, grades: set.grades }, shown));
});
