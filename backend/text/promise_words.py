"""The words by which a promise is known, Swedish and English, as patterns over one clause in lower case."""

import re
from re import Pattern


def _either(*alternatives: str) -> str:
    return "(?:" + "|".join(alternatives) + ")"


def _pattern(*alternatives: str) -> Pattern[str]:
    return re.compile("|".join(alternatives))


_STAFF_SV = (
    r"\w*(?:team|tjänst|tjänsten|avdelning|ledare|chef|kollega|kollegor|expert|experter|tekniker|handläggare|jurist"
    r"|förvaltning|support|personal|kontor|ansvariga?|ansvarige)"
)
_STAFF_EN = (
    r"(?:teams?|staff|support|crew|colleagues?|managers?|experts?|department|office|desk|specialists?|technicians?"
    r"|drivers?|people|engineers?|lawyers?)"
)
WE = rf"(?:vi|jag|någon av oss|någon från oss|en kollega|(?:vår|vårt|våra|min|mina) {_STAFF_SV})"
US = (
    rf"(?:we|i|someone|somebody|one of us|a colleague|my colleagues?|our (?:\w+ )?{_STAFF_EN})"
    r"(?: (?:from|in|on|at) (?:the|our) \w+)?"
)
IT = r"(?:det|detta|den|dem|saken|frågan|ärendet|felet|problemet|här|din|ditt|ert|er)"

DO_SV = _either(
    "återkomma", "återkoppla", r"höra av (?:oss|mig|sig)", "ta reda på", "undersöka", "utreda", "felsöka", "följa upp",
    "se över", "se till att", "meddela", "kontakta",
    rf"kolla(?: (?:upp|vad|om|med|varför|på {IT}|{IT})\b|$)", rf"titta (?:närmare )?på {IT}", "titta närmare",
    rf"(?:ordna|fixa|rätta|åtgärda|lösa|lyfta|ta upp)(?: till)?(?: {IT}\b|$)",
    r"(?:ringa|mejla|skicka) (?:upp )?(?:dig|er)\b",
    r"(?:uppdatera|informera) (?:dig|er|tråden|inlägget)", r"hålla (?:dig|er) (?:uppdaterad|informerad)",
    r"svara (?:dig|er)\b", r"ge (?:dig|er) (?:ett )?(?:svar|besked)",
)  # fmt: skip
"""What is promised in the infinitive: `vi ska …`."""

DO_EN = _either(
    r"(?:get|come|write|report) back to (?:you|this)",
    r"get back(?: (?:when|once|as soon|with|by|within|on|before|today|tomorrow)\b|$)",
    "be (?:back )?in touch", "be back (?:to you|with)", "let you know", r"follow (?:this |it )?up", "find out",
    r"look (?:further )?into", r"look at (?:it|this|that)\b", r"ask (?:them|around|our|the|my)\b",
    r"check(?: (?:it|this|that|with|what|why|if|whether|up|for you|again)\b|$)", r"(?:reply|respond) to (?:you|this)",
    r"answer (?:you|your|this)", r"update (?:you|this thread)", r"keep you (?:posted|updated|informed)",
    r"(?:contact|call|email|mail|message|send|ring) you\b", "write to you", "return to you", "reach out(?: to you|$)",
    r"(?:fix|correct|sort|mend|resolve|clear) (?:it|this|that)\b", r"get (?:it|this|that) (?:sorted|fixed|mended)",
    r"be (?:contacting|calling|sending|emailing|getting back to|coming back to) you\b", r"(?:post|give|have) an update",
    "investigate", "have an answer", r"give you (?:an? )?(?:answer|update|call)",
    r"make sure (?:that )?(?:you (?:get|have)|this|it)\b",
)  # fmt: skip
"""What is promised after `we will`."""

ALSO = (
    r"(?: (?:att|nu|också|även|gärna|givetvis|självklart|såklart|genast|snart|direkt|förstås|naturligtvis|absolut"
    r"|försöka|dock|nog|få))*"
)
ALSO_EN = (
    r"(?: (?:also|soon|certainly|definitely|of course|then|now|gladly|personally|try to|make sure to|surely|do our best"
    r" to|do my best to))*"
)

PLAIN = _pattern(
    rf"\b{WE}{ALSO} (?:återkommer|återkopplar)\b",
    rf"\b(?:återkommer|återkopplar) {WE}\b",
    rf"\b{WE} hör(?: \w+)? av (?:oss|mig|sig)\b",
    rf"\bhör {WE}(?: \w+)? av (?:oss|mig|sig)\b",
    rf"\b{WE} (?:ska|skall|kommer|lovar|tänker|ber att){ALSO} {DO_SV}",
    rf"\b(?:ska|skall|kommer|lovar) {WE}{ALSO} {DO_SV}",
    rf"\b{WE}(?: \w+)? (?:tar reda på|kollar (?:upp|med|om|vad|varför|(?:på )?{IT})|undersöker (?:vad|om|varför|{IT})"
    rf"|tittar (?:närmare )?på {IT}|ser över {IT}|utreder {IT}|följer upp {IT}|ser till att)\b",
    rf"\b(?:tar|kollar|undersöker|utreder) {WE} (?:reda|upp|{IT})\b",
    rf"\b{WE}(?: \w+)? (?:ringer|kontaktar|meddelar|uppdaterar|mejlar|informerar) (?:upp )?(?:dig|er|tråden)\b",
    rf"\b(?:ringer|kontaktar|meddelar|uppdaterar|mejlar) {WE} (?:dig|er)\b",
    rf"\b{WE} (?:håller (?:dig|er) (?:uppdaterad|informerad)|tar kontakt med (?:dig|er)\b)",
    r"\b(?:ni|du)(?: kommer att)? (?:hör|höra|får|få) (?:\w+ ){0,3}(?:från|av) (?:oss|mig|en kollega)\b",
    r"^låt (?:mig|oss) (?:bara )?(?:kolla|undersöka|återkomma|ta reda på)\b",
    rf"\b{US}(?: will|'ll| shall| (?:are|am) going to|'re going to|'m going to| promise to){ALSO_EN} {DO_EN}",
    r"^(?:please )?(?:let|allow) (?:me|us)(?: just| quickly| to)? (?:check|find out|look into|get back to you)\b",
    r"^(?:i|we) promise(?: you)? (?:an?|to)\b",
    r"\b(?:du|ni)(?: kommer att)? (?:blir|bli) (?:kontaktad|uppringd|kontaktade|uppringda)\b",
    r"\byou(?: will|'ll| should)(?: \w+)? hear(?: back)? from (?:us|me)\b",
    r"\bexpect to hear (?:back )?from (?:us|me)\b",
)
"""Promises, whether a time is named or not."""

DATED = _pattern(
    rf"\b{WE} svarar\b(?! (?:på|i) )|\bsvarar {WE}\b(?! på )",
    rf"\b{WE} (?:skickar|ger) (?:\w+ ){{0,4}}(?:dig|er)\b|\b(?:skickar|ger) {WE} (?:\w+ ){{0,4}}(?:dig|er)\b",
    rf"\b{WE} (?:åtgärdar|rättar|fixar|ordnar|löser|lagar) {IT}\b",
    rf"\b(?:åtgärdar|rättar|fixar|ordnar|löser|lagar) {WE} {IT}\b",
    r"\b(?:du|ni)(?: kommer att| ska)? (?:får|få|har) (?:ett |en )?(?:\w+ )?(?:svar|besked|återkoppling|uppdatering)\b"
    r"(?! i (?!dag|morgon|övermorgon|veckan|kväll|eftermiddag|förmiddag))",
    r"\b(?:svar|besked|återkoppling|mer information|uppdatering)(?:et|en)? kommer\b(?! (?:du|ni|att)\b)",
    rf"\b{US}(?: will|'ll| shall)(?: \w+)? (?:reply|respond|answer|have (?:it|this))\b",
    r"\byou(?: will|'ll)(?: \w+)? (?:have|get|receive) (?:an?|our|the) (?:answer|reply|response|update)\b",
    r"\b(?:an?|the|more) (?:answer|reply|response|update|information|details) (?:will|to) follow\b",
    r"\bexpect an? (?:answer|reply|response|update|call)\b",
    rf"\b{US} (?:aim|plan|expect) to {DO_EN}",
    r"\b(?:skickas|mejlas|sänds) (?:hem )?till (?:dig|er)\b",
)
"""What is a promise only with a time: `vi svarar på vardagar` is a habit."""

BARE = _pattern(
    r"^(?:återkommer|återkopplar|hör av (?:oss|mig)|tar reda på det|kollar upp det|kollar det)\b"
    r"(?! (?:du|ni|de|den|det|han|hon)\b)",
    r"^(?:meddelar|ringer|kontaktar|uppdaterar|mejlar|svarar) (?:dig|er)\b",
    rf"^(?:ska|skall){ALSO} {DO_SV}",
    rf"^will{ALSO_EN} {DO_EN}",
    r"^(?:let you know|(?:get|come|report) back to you|keep you posted|update you|be in touch|follow up)\b",
)
"""Promises of nobody named: ours where a sentence begins with them, or after a clause of ours."""

OURS = re.compile(rf"\b(?:{WE}|we|i|we're|i'm|we've|i've|we'll|i'll)\b")

DENIED = _pattern(
    r"\b(?:inte|ej|aldrig|knappast|varken|hoppas|hoppades|kanske|skulle|ville|borde|never|not|cannot|can't|won't|hope"
    r"|hopefully|would|might|maybe|perhaps|unless|wouldn't|don't|didn't|nobody|ingen)\b",
    r"\bno longer\b|\bunable to\b|\b(?:nästa|next) (?:år|säsong|sommar|vinter|year|season|summer)\b",
    r"\b(?:varje|every|vanligtvis|usually|normally|normalt|oftast|brukar|alltid|always)\b",
)
"""Denied, hoped, or a habit: no clause with such a word promises."""

BOUND = _pattern(
    r"\b(?:om|ifall|när|så fort|förutsatt att) (?:du|ni|din|ditt)\b",
    r"\b(?:if|when|once|as soon as|in case|after) you\b",
    r"^(?:vänligen |snälla |please |gärna |men |och |just |hej[ !,]+)*(?:skicka|mejla|maila|ring|kontakta|skriv|dm:a"
    r"|hör av dig|fyll i|lämna|svara|send|email|mail|call|contact|message|dm us|dm me|write|drop|fill"
    r"|leave (?:us|a|your)|give (?:us|me) (?:a|your))\b",
    r"^(?:if|om|ifall|in case|unless) (?!(?:we|vi|jag|i)\b)",
    r"\b(?:du|ni) (?:kan|får gärna) (?:skicka|mejla|ringa|kontakta|skriva)\b",
    r"\byou (?:can|may|could) (?:send|email|call|contact|message|write)\b",
)
"""What makes it hang on something they do first."""

TOLD = _pattern(
    r"\b(?:du|ni|de|han|hon|någon|man) (?:skrev|skriver|sa|sade|säger|påstår|lovade|undrar|undrade|frågar)\b",
    r"\b(?:you|they|he|she|people|someone) (?:said|say|says|wrote|write|claim|promised|asked|ask|told)\b",
)
"""What others said."""
