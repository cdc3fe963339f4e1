"""The rules in words, for `itinera explain`."""

from __future__ import annotations

#: rule -> (English, French, Dutch).
SENTENCES: dict[str, tuple[str, str, str]] = {
    "not_a_way": (
        "This is not a way that anybody travels along.",
        "Ce n'est pas une voie que l'on emprunte.",
        "Dit is geen weg waarlangs men reist.",
    ),
    "not_built": (
        "The way is not built yet, or closed by works.",
        "La voie n'est pas encore construite, ou fermée par des travaux.",
        "De weg is nog niet aangelegd, of door werken afgesloten.",
    ),
    "gone": (
        "The way does not exist any more.",
        "La voie n'existe plus.",
        "De weg bestaat niet meer.",
    ),
    "impassable": (
        "The way is tagged as closed or impassable.",
        "La voie est indiquée comme fermée ou impraticable.",
        "De weg staat aangegeven als gesloten of onbegaanbaar.",
    ),
    "motorway": (
        "Walkers and cyclists are forbidden on motorways and motorroads (R421-2).",
        "Les autoroutes et voies express sont interdites aux piétons et aux cyclistes (R421-2).",
        "Voetgangers en fietsers mogen niet op autosnelwegen en autowegen (R421-2).",
    ),
    "military": (
        "The way lies in a military area.",
        "La voie se trouve dans une zone militaire.",
        "De weg ligt in een militair gebied.",
    ),
    "shared": (
        "A cycle path that is tagged as shared with walkers.",
        "Une piste cyclable indiquée comme partagée avec les piétons.",
        "Een fietspad dat aangegeven staat als gedeeld met voetgangers.",
    ),
    "scramble": (
        "The way needs hands: a bicycle cannot be brought along.",
        "Il faut les mains pour passer : impossible d'emporter un vélo.",
        "Hier zijn handen nodig: een fiets kan niet mee.",
    ),
    "driveway": (
        "A private entrance: only to reach what lies on it.",
        "Une entrée privée : seulement pour atteindre ce qu'elle dessert.",
        "Een oprit: alleen om te bereiken wat eraan ligt.",
    ),
    "default_yes": (
        "No tag restricts it, and this kind of way is open to this traveller.",
        "Rien ne l'interdit, et ce type de voie est ouvert à cet usager.",
        "Niets verbiedt het, en dit soort weg staat open voor deze reiziger.",
    ),
    "default_no": (
        "No tag allows it, and this kind of way is not open to this traveller.",
        "Rien ne l'autorise, et ce type de voie n'est pas ouvert à cet usager.",
        "Niets staat het toe, en dit soort weg staat niet open voor deze reiziger.",
    ),
    "default_push": (
        "A way for walkers: the bicycle is pushed.",
        "Une voie pour piétons : le vélo se pousse.",
        "Een weg voor voetgangers: de fiets gaat aan de hand.",
    ),
    "pedestrian_area": (
        "Cyclists may ride in pedestrian areas at walking pace (R431-9).",
        "Les cyclistes peuvent circuler au pas dans les aires piétonnes (R431-9).",
        "Fietsers mogen stapvoets door voetgangerszones rijden (R431-9).",
    ),
    "access_tag": (
        "An access tag allows it.",
        "Un attribut d'accès l'autorise.",
        "Een toegangstag staat het toe.",
    ),
    "unreadable_access": (
        "The access tag cannot be read with certainty; passable as far as is known.",
        "L'attribut d'accès n'est pas clair ; praticable pour autant qu'on sache.",
        "De toegangstag is niet duidelijk; begaanbaar voor zover bekend.",
    ),
    "private": (
        "Only with leave: private, customers, delivery or residents.",
        "Sur autorisation seulement : privé, clients, livraisons ou riverains.",
        "Alleen met toestemming: privé, klanten, leveringen of bewoners.",
    ),
    "forbidden": (
        "An access tag forbids it.",
        "Un attribut d'accès l'interdit.",
        "Een toegangstag verbiedt het.",
    ),
    "use_sidepath": (
        "A path beside the road must be used instead.",
        "Il faut utiliser la voie qui longe la route.",
        "Het pad naast de weg moet gebruikt worden.",
    ),
    "pavement_apart": (
        "The pavement is mapped as a way of its own, and walkers must use it (R412-34).",
        "Le trottoir est une voie à part, que les piétons doivent utiliser (R412-34).",
        "Het trottoir is apart ingetekend en voetgangers moeten het gebruiken (R412-34).",
    ),
    "oneway": (
        "A oneway street, in the other direction.",
        "Une voie à sens unique, dans l'autre sens.",
        "Een eenrichtingsweg, in de andere richting.",
    ),
    "oneway_bicycle": (
        "Oneway for bicycles, in the other direction.",
        "Sens unique pour les vélos, dans l'autre sens.",
        "Eenrichtingsverkeer voor fietsen, in de andere richting.",
    ),
    "oneway_foot": (
        "Oneway for walkers, in the other direction.",
        "Sens unique pour les piétons, dans l'autre sens.",
        "Eenrichtingsverkeer voor voetgangers, in de andere richting.",
    ),
    "roundabout": (
        "A roundabout is travelled in one direction only.",
        "Un giratoire se parcourt dans un seul sens.",
        "Een rotonde wordt in één richting bereden.",
    ),
    "escalator": (
        "An escalator that runs the other way.",
        "Un escalator qui va dans l'autre sens.",
        "Een roltrap die de andere kant op gaat.",
    ),
    "contraflow": (
        "Bicycles may ride against the oneway.",
        "Double sens cyclable.",
        "Fietsers mogen tegen de richting in.",
    ),
    "reversible": (
        "A oneway whose direction changes: nobody can say which now.",
        "Un sens unique dont la direction change : on ne sait laquelle vaut.",
        "Eenrichtingsverkeer met wisselende richting: onbekend welke nu geldt.",
    ),
    "cycle_lane": (
        "The road has a lane or track for bicycles.",
        "La route a une bande ou une piste cyclable.",
        "De weg heeft een fietsstrook of fietspad.",
    ),
    "dismount": (
        "Cyclists must dismount.",
        "Les cyclistes doivent mettre pied à terre.",
        "Fietsers moeten afstappen.",
    ),
    "steps": (
        "Steps: the bicycle is pushed or carried.",
        "Un escalier : le vélo se pousse ou se porte.",
        "Een trap: de fiets wordt geduwd of gedragen.",
    ),
    "no_wheels": (
        "The ground is impassable for wheels: the bicycle is carried.",
        "Le sol est impraticable pour des roues : le vélo se porte.",
        "De ondergrond is onbegaanbaar voor wielen: de fiets wordt gedragen.",
    ),
    "push_against": (
        "Against the oneway the bicycle is pushed (R412-34).",
        "À contresens, le vélo se pousse (R412-34).",
        "Tegen de richting in gaat de fiets aan de hand (R412-34).",
    ),
    "push_where_walkers": (
        "Not to be ridden, but walkers may pass: the bicycle is pushed (R412-34).",
        "Interdit à vélo mais ouvert aux piétons : le vélo se pousse (R412-34).",
        "Niet om te fietsen, maar voetgangers mogen er: de fiets gaat aan de hand (R412-34).",
    ),
    "no_pushing": (
        "Not to be ridden, and walkers may not pass either: no pushing.",
        "Interdit à vélo, et à pied aussi : pas question de pousser.",
        "Niet om te fietsen, en te voet ook niet: duwen kan niet.",
    ),
    "free_node": (
        "Nothing stands in the way here.",
        "Rien ne barre le passage ici.",
        "Niets verspert hier de weg.",
    ),
    "crossing_node": (
        "A crossing: its tags bind who crosses, not who passes along the road.",
        "Une traversée : ses attributs visent qui traverse, pas qui suit la route.",
        "Een oversteek: de tags gelden voor wie oversteekt, niet voor wie de weg volgt.",
    ),
    "locked": (
        "The gate is locked.",
        "Le portail est fermé à clé.",
        "De poort is op slot.",
    ),
    "barrier_closed": (
        "The barrier has no opening for this traveller.",
        "La barrière n'a pas de passage pour cet usager.",
        "De versperring heeft geen opening voor deze reiziger.",
    ),
    "barrier_lift": (
        "The bicycle is lifted over or led through.",
        "Le vélo se porte par-dessus ou se pousse au travers.",
        "De fiets wordt eroverheen getild of erdoor geleid.",
    ),
    "barrier_open": (
        "The barrier lets this traveller pass.",
        "La barrière laisse passer cet usager.",
        "De versperring laat deze reiziger door.",
    ),
    "barrier_not_there": (
        "A barrier that is only heard: one passes.",
        "Une barrière seulement sonore : on passe.",
        "Een versperring die alleen te horen is: men kan erdoor.",
    ),
}

_LANGUAGES = ("en", "fr", "nl")


def sentence(rule: str, language: str) -> str:
    """Return a rule in words; English where `language` is not one of en, fr, nl."""
    texts = SENTENCES[rule]
    return texts[_LANGUAGES.index(language)] if language in _LANGUAGES else texts[0]
