"use strict";
/* The elevation of a way as a small picture without words: `low` to `high` is its height, so that
 * several stand side by side on one scale. Null where no height is known. */
Itinera.sparkline = function (elevation, length, low, high, grades) {
  var WIDTH = 120, HEIGHT = 36, SVG = "http://www.w3.org/2000/svg";
  if (!elevation) { return null; }

  function made(name, attributes) {
    var one = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { one.setAttribute(key, attributes[key]); });
    return one;
  }

  function x(metres) { return (WIDTH * metres / length).toFixed(1); }
  function y(height) { return (HEIGHT - 3 - (HEIGHT - 5) * (height - low) / (high - low)).toFixed(1); }

  // The height at a place: of the samples round it.
  function heightAt(metres) {
    var rows = elevation.profile, i = Itinera.rowOf(rows.map(function (row) { return row[0]; }), metres);
    var a = rows[i], b = rows[Math.min(i + 1, rows.length - 1)];
    if (a[1] === null || b[1] === null || b[0] <= a[0]) { return a[1]; }
    return a[1] + (b[1] - a[1]) * Math.min((metres - a[0]) / (b[0] - a[0]), 1);
  }

  var drawing = made("svg", { viewBox: "0 0 " + WIDTH + " " + HEIGHT, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false", "class": "sparkline" });
  elevation.slopes.forEach(function (slope) {
    var rows = elevation.profile.filter(function (row) { return row[0] > slope[0] && row[0] < slope[1]; });
    rows = [[slope[0], heightAt(slope[0])]].concat(rows, [[slope[1], heightAt(slope[1])]]).filter(function (row) { return row[1] !== null; });
    if (rows.length < 2) { return; }
    var points = rows.map(function (row) { return x(row[0]) + "," + y(row[1]); });
    var ends = [x(rows[rows.length - 1][0]) + "," + HEIGHT, x(rows[0][0]) + "," + HEIGHT];
    drawing.append(made("polygon", { points: points.concat(ends).join(" "), fill: grades[slope[3]] }));
  });
  var line = elevation.profile.filter(function (row) { return row[1] !== null; }).map(function (row) { return x(row[0]) + "," + y(row[1]); });
  drawing.append(made("polyline", { points: line.join(" "), "class": "line", "vector-effect": "non-scaling-stroke" }));
  return drawing;
};
