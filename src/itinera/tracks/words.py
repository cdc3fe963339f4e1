"""What reports on tracks say, in French, English and Dutch."""

from __future__ import annotations

#: key -> (French, English, Dutch); the language's own number and distance are filled in.
SENTENCES: dict[str, tuple[str, str, str]] = {
    "off_network": (
        "Hors de tout chemin de la carte.",
        "Away from every way of the map.",
        "Weg van elke weg op de kaart.",
    ),
    "outside_map": (
        "En dehors de la carte.",
        "Outside the map.",
        "Buiten de kaart.",
    ),
    "unconnected": (
        "Aucune voie de la carte ne relie ces deux points sans grand détour.",
        "No way of the map joins these two points without a long detour.",
        "Geen weg op de kaart verbindt deze twee punten zonder grote omweg.",
    ),
    "paused": (
        "L'enregistrement s'interrompt ici.",
        "The recording stops here for a while.",
        "De opname stopt hier even.",
    ),
    "closed": (
        "Fermé ce jour-là : {condition}.",
        "Closed on that day: {condition}.",
        "Die dag gesloten: {condition}.",
    ),
    "refused": (
        "Le profil refuse : {key} = {value} ({found}).",
        "The profile refuses: {key} = {value} ({found}).",
        "Het profiel weigert: {key} = {value} ({found}).",
    ),
    "turn": (
        "Il est interdit de tourner ainsi (relation {relation}).",
        "This turn is forbidden (relation {relation}).",
        "Deze afslag is verboden (relatie {relation}).",
    ),
    "crossing": ("Traversée de {road}", "Crossing {road}", "Oversteek van {road}"),
    "signals": ("feux", "traffic lights", "verkeerslichten"),
    "marked": ("passage marqué", "marked crossing", "gemarkeerde oversteekplaats"),
    "rail": ("Passage à niveau", "Level crossing", "Overweg"),
    "thinned": (
        "{points} points ramenés à {used}, un tous les {spacing} m environ.",
        "{points} points reduced to {used}, one every {spacing} m or so.",
        "{points} punten teruggebracht tot {used}, ongeveer één per {spacing} m.",
    ),
    "hardly": (
        "La trace suit à peine les chemins de cette carte : il manque des chemins, "
        "ou ce n'est pas la bonne carte.",
        "The track hardly follows the ways of this map: ways are missing, or it is the wrong map.",
        "Het spoor volgt nauwelijks de wegen van deze kaart: er ontbreken wegen, "
        "of het is de verkeerde kaart.",
    ),
    "loose": (
        "La trace passe le plus souvent à plus de {off} m des chemins de cette carte : "
        "ce qui est reconnu peut l'être par hasard.",
        "Most of the track lies more than {off} m from the ways of this map: "
        "what was matched may be chance.",
        "Het spoor ligt meestal meer dan {off} m van de wegen van deze kaart: "
        "wat herkend is, kan toeval zijn.",
    ),
    "partly_outside": (
        "Une partie de la trace sort de la carte.",
        "A part of the track leaves the map.",
        "Een deel van het spoor ligt buiten de kaart.",
    ),
    "no_map_heights": (
        "Cette carte ne connaît pas d'altitudes.",
        "This map knows no heights.",
        "Deze kaart kent geen hoogtes.",
    ),
    "no_heights": (
        "Le fichier ne contient pas d'altitudes utilisables.",
        "The file holds no heights that can be used.",
        "Het bestand bevat geen bruikbare hoogtes.",
    ),
    "invented": (
        "Le réseau de cette carte est inventé : ne partez pas avec.",
        "The network of this map is invented: do not go out with it.",
        "Het netwerk van deze kaart is verzonnen: ga er niet mee op pad.",
    ),
    "nothing_illegal": (
        "Rien d'interdit sur ce qui a été reconnu.",
        "Nothing forbidden on what was matched.",
        "Niets verboden op wat herkend is.",
    ),
    "same": (
        "Même tracé.",
        "The same course.",
        "Hetzelfde traject.",
    ),
    "reversed": (
        "Le second va dans l'autre sens.",
        "The second one goes the other way round.",
        "Het tweede gaat in de andere richting.",
    ),
    "apart": (
        "Les deux tracés n'ont rien en commun.",
        "The two courses have nothing in common.",
        "De twee trajecten hebben niets gemeen.",
    ),
    "moved": (
        "De {from_km} à {to_km} km, le tracé s'écarte jusqu'à {off} : {lost} deviennent {gained}.",
        "From km {from_km} to {to_km} the course moves by up to {off}: {lost} become {gained}.",
        "Van km {from_km} tot {to_km} wijkt het traject tot {off} af: {lost} worden {gained}.",
    ),
    "dropped": (
        "De {from_km} à {to_km} km, {lost} disparaissent (jusqu'à {off} à l'écart).",
        "From km {from_km} to {to_km}, {lost} are left out (up to {off} away).",
        "Van km {from_km} tot {to_km} vervalt {lost} (tot {off} ervandaan).",
    ),
    "added": (
        "À {from_km} km, {gained} s'ajoutent (jusqu'à {off} à l'écart).",
        "At km {from_km}, {gained} are added (up to {off} away).",
        "Bij km {from_km} komt {gained} erbij (tot {off} ervandaan).",
    ),
    "climbs": (
        "Dénivelé positif {a} m avant, {b} m après ({difference} m).",
        "Climb {a} m before, {b} m after ({difference} m).",
        "Stijging {a} m voordien, {b} m nadien ({difference} m).",
    ),
    "stage_same": (
        "Étape {number} inchangée : {name}, {after}.",
        "Stage {number} unchanged: {name}, {after}.",
        "Etappe {number} onveranderd: {name}, {after}.",
    ),
    "stage_changed": (
        "Étape {number} : {name}, {before} avant, {after} après ({difference}) ; "
        "{lost} abandonnés, {gained} nouveaux, arrivée déplacée de {end}.",
        "Stage {number}: {name}, {before} before, {after} after ({difference}); "
        "{lost} left, {gained} new, its end moves by {end}.",
        "Etappe {number}: {name}, {before} voordien, {after} nadien ({difference}); "
        "{lost} verlaten, {gained} nieuw, het einde verschuift {end}.",
    ),
    "stage_gone": (
        "Étape {number} supprimée : {name}, {before}.",
        "Stage {number} is gone: {name}, {before}.",
        "Etappe {number} vervalt: {name}, {before}.",
    ),
    "stage_new": (
        "Étape {number} nouvelle : {name}, {after}.",
        "Stage {number} is new: {name}, {after}.",
        "Etappe {number} is nieuw: {name}, {after}.",
    ),
    "lengths": (
        "{a} avant, {b} après ({difference}) ; {common} en commun.",
        "{a} before, {b} after ({difference}); {common} in common.",
        "{a} voordien, {b} nadien ({difference}); {common} gemeen.",
    ),
}
_RANK = {"fr": 0, "en": 1, "nl": 2}


def said(key: str, lang: str, /, **values: object) -> str:
    """Say a sentence.

    Parameters
    ----------
    key
        Of `SENTENCES`.
    lang
        "fr", "en" or "nl".
    values
        What its placeholders stand for.
    """
    return SENTENCES[key][_RANK[lang]].format(**values)
