"use strict";
/* What a page does beyond showing: an instruction of the list moves the map to its place. */
document.addEventListener("DOMContentLoaded", function () {
  var holder = document.querySelector("[data-map]");
  if (!holder || !window[holder.dataset.map]) { return; }
  var map = window[holder.dataset.map], point = Itinera.pointer(map, holder);
  map.scrollWheelZoom.disable();
  map.on("focus click", function () { map.scrollWheelZoom.enable(); });
  document.querySelectorAll("button[data-lat]").forEach(function (button) {
    button.addEventListener("click", function () { point([Number(button.dataset.lat), Number(button.dataset.lon)]); });
  });
});
