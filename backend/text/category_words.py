"""The phrases that suggest what a comment is about, Swedish and English: small letters, commas between.

Chosen to be rarely wrong rather than to find all: a phrase that people also use for something else is left out.
"""

from collections.abc import Mapping

from backend.model.traits import Trait

NEGATIONS = """
    inte ej aldrig inga ingen inget knappast icke not no never nothing hardly isn't wasn't aren't don't doesn't didn't
    won't can't couldn't wouldn't ain't without utan
"""

PHRASES: Mapping[Trait, str] = {
    Trait.THREAT: """
        ska döda, ska jag döda, kommer döda, ska dö, borde dö, du är död, ni är döda, förtjänar att dö, ska skjuta,
        ska skjutas, ska slå ihjäl, ska slå in, ska bränna ner, bränner ner, ska spränga, spränger er, vet var du bor,
        vet var ni bor, vet vart du bor, vet vart ni bor, vet vilken skola, passa dig jävligt noga,
        passa er jävligt noga, passa dig noga, passa er noga, akta dig jävligt noga, kommer att få ångra,
        du får ångra dig, ni får ångra er, hoppas du dör, hoppas ni dör, hoppas att du dör, hoppas att ni dör,
        kommer hem till dig, kommer hem till er och, ska få stryk, få på käften, en kula i, kniven i dig, will kill,
        gonna kill, going to kill, i'll kill, deserve to die, deserves to die, should be shot, hope you die,
        hope you all die, you are dead, you're dead, know where you live, know where you work, know where your kids,
        watch your back, burn your office, burn it down, burn you, will find you, come for you, coming for you,
        beat you up, break your legs, put a bullet, bomb your, kill yourself, kys, ta livet av dig, slå ihjäl dig,
        slå ihjäl er, slå ihjäl dem, slå ihjäl honom, slå ihjäl henne, borde bränna ner, vet var han bor,
        vet var hon bor
    """,
    Trait.HATE: """
        blatte, blattar, blattarna, svartskalle, svartskallar, svartskallarna, neger, negrer, negrerna,
        jävla zigenare, jävla tattare, tattare, jävla muslimer, jävla judar, jävla araber, jävla bögar, jävla bög,
        jävla fjolla, jävla cp, cp skadad, mongo, mongon, hora, horor, horan, fitta, fittor, landsförrädare,
        folkförrädare, åk hem till ditt, åk hem dit, ut ur sverige, ut ur landet, rasförrädare, kvinnor hör hemma,
        judejävel, judejävlar, muslimjävlar, subhumans, subhuman, go back to your country, go back to where you,
        nigger, niggers, faggot, faggots, kike, kikes, retard, retards, tranny, trannies, sandnigger, whore, cunt,
        cunts, all muslims are, all jews are, all immigrants are, women belong in, gas the, white power, sieg heil,
        heil hitler, jävla parasiter, jävla apor, are vermin
    """,
    Trait.SPAM: """
        tjäna pengar hemifrån, tjänar pengar hemifrån, tjäna extra pengar, extra inkomst, snabba pengar, klicka här,
        klicka på länken, länk i bio, länken i min profil, gratis iphone, du har vunnit, vinn en, investera i bitcoin,
        bitcoin, krypto, kryptovaluta, forex, trading signaler, lån utan uc, billiga följare, fler följare,
        köp följare, skriv till mig på whatsapp, följ mig tillbaka, handelsplattform, viagra, casino bonus,
        free spins, casino, make money online, earn money, work from home and, click here, click the link,
        link in bio, check my profile, check my bio, visit my profile, free iphone, you have won, you won a,
        gift card giveaway, crypto, cryptocurrency, binary options, trading platform, investment platform, my trader,
        expert trader, loan offer, instant loan, cheap followers, more followers, buy followers, dm me for, dm me to,
        dm for promo, promote it on, message me on whatsapp, text me on whatsapp, whatsapp me, telegram channel,
        onlyfans, hot singles, follow for follow, f4f, sugar daddy, 100 guaranteed, double your, kolla min profil,
        in på min profil, certified trader
    """,
    Trait.COMPLAINT: """
        fungerar inte, funkar inte, fungerade inte, funkade inte, går inte att, gick inte att, kommer inte in,
        inte fått, inte fick, aldrig fått, fick aldrig, inte kommit fram, kom aldrig, dök aldrig upp, har inte kommit,
        fortfarande inte, ingen svarar, ingen som svarar, svarar inte, inget svar, inte fått svar, väntat i,
        suttit i kö, väntat i veckor, väntat på svar, trasig, trasigt, trasiga, gick sönder, går sönder, sönder,
        defekt, fel vara, fel storlek levererades, felaktig, felaktigt, fakturerad två gånger, dragit pengar,
        dubbeldebiterad, debiterats, pengarna tillbaka, pengar tillbaka, återbetalning, reklamera, reklamation,
        reklamerat, klaga, klagomål, anmäla er, besviken, besvikna, missnöjd, missnöjda, usel service, dålig service,
        sämsta service, dåligt bemötande, otrevligt bemötande, otrevlig personal, försenad, försenat, försening,
        inställd igen, utan förvarning, inte nöjd, aldrig mer, kräver en ersättning, vill ha ersättning,
        kundtjänst är, nedskräpat, ligger nere, strömlösa, utan vatten, inte hämtat, inte hämtats, inte tömt,
        inte tömts, inte plogat, oplogat, halkar, doesn't work, does not work, don't work, not working, isn't working,
        stopped working, never arrived, never came, didn't arrive, hasn't arrived, has not arrived, still waiting,
        been waiting, no response, no reply, no one answers, nobody answers, no answer, broken, damaged, faulty,
        defective, charged twice, charged me, overcharged, refund, my money back, want my money, disappointed,
        terrible service, worst service, poor service, awful service, bad service, worst experience, rude staff,
        was rude, were rude, complaint, unhappy with, not happy with, never again, wrong item, wrong size,
        cancelled my, waited for, on hold for, keeps crashing, crashes, is down, can't log in, cannot log in,
        unable to log in, ripped off, missing parts, without warning, hasn't been collected, hasn't been emptied,
        not been collected, borta sen i morse, kraschar, hänger sig
    """,
    Trait.CRITICISM: """
        borde skämmas, skäms ni, skäms på er, skandal, skandalöst, fel beslut, dåligt beslut, håller inte med,
        slöseri med, skattepengar, dålig idé, dum idé, hycklare, hyckleri, oansvarigt, oacceptabelt, tycker inte,
        inte okej, helt fel, fel väg, ni borde, varför satsar ni inte, tänker fel, tondövt, tondöv, bojkotta, bojkott,
        greenwashing, trams, patetiskt, pinsamt, sorgligt att, tragiskt att, under all kritik, ni sviker,
        tappat förtroendet, förlorat förtroendet, inget förtroende, lögn, lögner, ljuger, vinst före, bryr er inte,
        vilket skämt, löjligt, shame on you, should be ashamed, disgraceful, a disgrace, bad decision, wrong decision,
        terrible decision, disagree, don't agree, do not agree, waste of, taxpayers, bad idea, terrible idea,
        stupid idea, hypocrites, hypocrisy, hypocritical, irresponsible, unacceptable, not acceptable, you should,
        tone deaf, boycott, pathetic, embarrassing, ridiculous, lost my trust, lost all trust, lies, lying,
        profit over, you don't care, what a joke, overpriced, misleading, rather see you, tack för ingenting,
        thanks for nothing, thank you for nothing
    """,
    Trait.PRAISE: """
        bra jobbat, bra gjort, bra service, bra initiativ, snyggt jobbat, snyggt, fantastisk, fantastiskt,
        fantastiska, underbar, underbart, underbara, toppen, toppenbra, suverän, suveränt, kanonbra, jättebra,
        jättefint, jättenöjd, mycket nöjd, så nöjd, supernöjd, älskar, härligt, strålande, utmärkt, heja er, heja,
        heder åt, all heder, tack för hjälpen, tack för snabb, tack för ett, tack för en, tack för att, tusen tack,
        stort tack, tack så mycket, tack så jättemycket, guldstjärna, eloge, imponerad, imponerande, vad fint,
        så fint, vad bra, så bra, så himla bra, jättetrevlig, trevligt bemötande, fint bemötande, grattis,
        rekommenderar, good job, great job, nice job, well done, good work, great work, nice work, great service,
        excellent, amazing, awesome, wonderful, fantastic, brilliant, love this, love it, love your, love the,
        love how, thank you so much, thanks so much, thanks a lot, many thanks, thank you for, thanks for, keep it up,
        keep up the, impressed, best ever, highly recommend, so helpful, very helpful, so happy with,
        really happy with, congratulations, kudos, hats off, beautiful, perfect, grymt bra, grymt jobbat,
        bästa service, bästa personalen, the best service, you are the best, you're the best
    """,
}
