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
  Itinera.profile(holder, document.getElementById("climbs"), Object.assign({ map: map, line: line, words: set.words, grades: set.grades }, shown));
});
