"use strict";
/* The map beneath the itineraries: draws the tiles that basemap.py cuts.
 *
 * A tile is {g: patches, w: canals, l: ways, t: labels}; positions are quarters of
 * a pixel from the tile's corner. Classes are those of itinera.osm.codes.Highway.
 */
(function () {
  var UNIT = 0.25;
  var LAND = "#f4f0e6";
  // built up, park, wood, spoil heap: the order of basemap.GROUNDS; bit of AreaFlag, band in metres
  var GROUND = ["#eae4d9", "#dcebc9", "#cfe2bd", "#d3c8c0"];
  var AREA = [8, 16, 1, 32], BAND_M = [100, 90, 110, 70];
  var WATER = "#bcd9e8", WATER_M = 42;
  var BRIDGE = 32, TUNNEL = 64, TOWPATH = 128, CLASS = 31, STYLE = 255;
  var PX_PER_M = 256 / 40075017 / Math.cos(50.4 * Math.PI / 180);

  // class: [rank, width at zoom 14, fill, casing or null, dash in widths or null]
  var ROADS = {
    1: [30, 5.0, "#d9867a", "#9f4b41", null], 2: [29, 3.4, "#d9867a", "#9f4b41", null],
    3: [28, 4.6, "#e8a27a", "#b0673c", null], 4: [27, 3.2, "#e8a27a", "#b0673c", null],
    5: [26, 4.2, "#f2c07d", "#b98a45", null], 6: [25, 3.0, "#f2c07d", "#b98a45", null],
    7: [24, 3.7, "#f8e09a", "#bfa45c", null], 8: [23, 2.8, "#f8e09a", "#bfa45c", null],
    9: [22, 3.1, "#ffffff", "#b9ad9b", null], 10: [21, 2.6, "#ffffff", "#b9ad9b", null],
    11: [20, 2.5, "#ffffff", "#c6bbaa", null], 12: [19, 2.3, "#ffffff", "#cbc2b3", null],
    13: [18, 2.3, "#f7f4fb", "#cbc2b3", null], 22: [17, 2.0, "#ffffff", "#cbc2b3", null],
    23: [17, 1.6, "#ece6f0", "#cbc2b3", null], 15: [16, 2.0, "#f3e8ee", "#d3bfc9", null],
    14: [15, 1.4, "#ffffff", "#d5cdbf", null], 16: [14, 1.1, "#a5793f", null, [5, 2.5]],
    19: [13, 1.3, "#3d6fb0", null, [6, 2]], 20: [12, 1.0, "#7c8a3c", null, [4, 2]],
    17: [11, 1.0, "#a3563f", null, [3, 2]], 18: [10, 0.9, "#a3563f", null, [1.5, 2]],
    21: [9, 2.2, "#a3563f", null, [0.6, 0.6]], 28: [8, 1.2, "#5d8db8", null, [6, 5]],
    24: [7, 0.8, "#b9a7a0", null, null], 25: [7, 0.8, "#b9a7a0", null, null],
    26: [7, 0.8, "#b9a7a0", null, null], 27: [7, 1.0, "#7a3f3f", null, [1, 1]],
    0: [6, 1.0, "#b9ad9b", null, null]
  };
  var TEXT = { // kind: [font, colour, letter spacing]
    city: ["600 17px", "#23262b", 0], town: ["600 14px", "#2c3037", 0],
    village: ["500 12px", "#3b4048", 0], suburb: ["500 11px", "#6a6157", 0],
    hamlet: ["italic 500 11px", "#55504a", 0], quarter: ["500 11px", "#6a6157", 0],
    neighbourhood: ["500 11px", "#6a6157", 0], locality: ["italic 500 11px", "#6a6157", 0],
    station: ["500 11px", "#30507a", 0], peak: ["500 11px", "#5b3d31", 0],
    heritage: ["500 11px", "#7b3b2f", 0]
  };
  var FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

  function widthAt(base, zoom) {
    return Math.max(0.5, base * Math.pow(1.38, zoom - 14));
  }

  function gather(lines, groupOf) {
    var groups = {}, at = 0;
    for (var i = 0; i < lines.k.length; i++) {
      var key = groupOf(lines.k[i]);
      if (key !== null) {
        var path = groups[key] || (groups[key] = new Path2D());
        path.moveTo(lines.p[at] * UNIT, lines.p[at + 1] * UNIT);
        for (var j = 1; j < lines.n[i]; j++) {
          path.lineTo(lines.p[at + 2 * j] * UNIT, lines.p[at + 2 * j + 1] * UNIT);
        }
      }
      at += 2 * lines.n[i];
    }
    return groups;
  }

  function drawGround(ctx, patches) {
    patches.forEach(function (flat, ground) {
      if (flat.length < 2) { return; }
      var radius = flat[0] * UNIT;
      ctx.fillStyle = GROUND[ground];
      ctx.beginPath();
      for (var i = 1; i < flat.length; i += 2) {
        var x = flat[i] * UNIT, y = flat[i + 1] * UNIT;
        ctx.moveTo(x + radius, y);
        ctx.arc(x, y, radius, 0, 2 * Math.PI);
      }
      ctx.fill();
    });
  }

  function byRank(a, b) {
    return ROADS[a & CLASS][0] - ROADS[b & CLASS][0] || a - b;
  }

  // What lies around the ways: wide soft bands along those that run through it.
  function drawBands(ctx, lines, zoom) {
    var metre = PX_PER_M * Math.pow(2, zoom);
    ctx.lineJoin = ctx.lineCap = "round";
    AREA.forEach(function (bit, ground) {
      var path = gather(lines, function (style) { return (style >> 8) & bit ? 0 : null; })[0];
      if (!path || zoom < 13) { return; }
      ctx.strokeStyle = GROUND[ground];
      ctx.lineWidth = BAND_M[ground] * metre;
      ctx.stroke(path);
    });
  }

  function drawWater(ctx, lines, zoom) {
    var path = gather(lines, function (style) { return style & TOWPATH ? 0 : null; })[0];
    if (!path) { return; }
    ctx.lineJoin = ctx.lineCap = "round";
    ctx.strokeStyle = WATER;
    ctx.lineWidth = Math.max(zoom < 10 ? 1.5 : 2.5, WATER_M * PX_PER_M * Math.pow(2, zoom));
    ctx.stroke(path);
  }

  function drawLines(ctx, groups, zoom) {
    var keys = Object.keys(groups).map(Number).sort(byRank);
    ctx.lineJoin = "round";
    ctx.lineCap = "butt";
    keys.forEach(function (key) {
      var road = ROADS[key & CLASS], width = widthAt(road[1], zoom);
      if (!road[3] || width < 1.2) { return; }
      ctx.setLineDash(key & TUNNEL ? [4, 3] : []);
      ctx.strokeStyle = key & BRIDGE ? "#55504a" : road[3];
      ctx.lineWidth = width + (key & BRIDGE ? 2.4 : 1.4);
      ctx.stroke(groups[key]);
    });
    keys.forEach(function (key) {
      var road = ROADS[key & CLASS], width = widthAt(road[1], zoom);
      ctx.lineCap = road[4] ? "butt" : "round";
      ctx.setLineDash(road[4] ? road[4].map(function (d) { return d * Math.max(1, width); }) : []);
      ctx.globalAlpha = key & TUNNEL ? 0.45 : 1;
      ctx.strokeStyle = road[3] && width < 1.2 ? road[3] : road[2];
      ctx.lineWidth = width;
      ctx.stroke(groups[key]);
      ctx.globalAlpha = 1;
    });
    ctx.setLineDash([]);
  }

  function drawSymbol(ctx, kind, x, y, colour) {
    ctx.fillStyle = colour;
    ctx.strokeStyle = "#fffdf8";
    ctx.lineWidth = 2;
    ctx.beginPath();
    if (kind === "station") { ctx.rect(x - 3.5, y - 3.5, 7, 7); }
    else if (kind === "peak") { ctx.moveTo(x, y - 5); ctx.lineTo(x + 5, y + 4); ctx.lineTo(x - 5, y + 4); ctx.closePath(); }
    else { ctx.arc(x, y, 3.2, 0, 2 * Math.PI); }
    ctx.stroke();
    ctx.fill();
    return 13;
  }

  function drawTexts(ctx, texts, zoom) {
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    texts.forEach(function (row) {
      var style = TEXT[row[2]] || TEXT.hamlet, x = row[0] * UNIT, y = row[1] * UNIT;
      if (row[2] === "station" || row[2] === "peak" || row[2] === "heritage") {
        y += drawSymbol(ctx, row[2], x, y, style[1]);
        if (zoom < 14) { return; }
      }
      ctx.font = style[0] + " " + FAMILY;
      ctx.strokeStyle = "rgba(255, 253, 248, 0.88)";
      ctx.lineWidth = 3.5;
      ctx.strokeText(row[3], x, y);
      ctx.fillStyle = style[1];
      ctx.fillText(row[3], x, y);
    });
  }

  function draw(canvas, tile, zoom, ratio) {
    var ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    ctx.fillStyle = LAND;
    ctx.fillRect(0, 0, 256, 256);
    drawGround(ctx, tile.g);
    drawBands(ctx, tile.l, zoom);
    drawWater(ctx, tile.w, zoom);
    drawWater(ctx, tile.l, zoom);
    drawLines(ctx, gather(tile.l, function (style) { return style & STYLE; }), zoom);
    drawTexts(ctx, tile.t, zoom);
  }

  L.ItineraBasemap = L.GridLayer.extend({
    initialize: function (url, options) {
      this._url = url;
      L.setOptions(this, options);
    },
    createTile: function (coords, done) {
      var canvas = L.DomUtil.create("canvas", "leaflet-tile");
      var ratio = Math.min(window.devicePixelRatio || 1, 3);
      canvas.width = canvas.height = Math.round(256 * ratio);
      fetch(L.Util.template(this._url, coords)).then(function (answer) {
        if (!answer.ok) { throw new Error("tile " + answer.status); }
        return answer.json();
      }).then(function (tile) {
        draw(canvas, tile, coords.z, ratio);
        done(null, canvas);
      }).catch(function (error) { done(error, canvas); });
      return canvas;
    }
  });
})();
