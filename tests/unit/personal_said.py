"""Everyday comments, half with personal data (between double brackets, with its kind) and half with what looks like it.

A line is the language that the platform tells, and the comment. `!` in front of the language: it gives somebody away.
They were written before they were tried, and are not mended to suit the program: what it gets wrong stays in.
"""

GIVEN = """
!sv|Ring mig på [[phone:070-123 45 67]] så förklarar jag hela historien.
!sv|Kan nån på kommunen höra av sig? Mitt nr är [[phone:0701234567]].
!sv|Jag nås på [[phone:073 987 65 43]] efter klockan 17.
!sv|Min man har ringt tre gånger, hans mobil: [[phone:076-234 56 78]]: han är hemma hela dagen
!sv|ring hem till mig [[phone:08-765 43 21]] det är akut!!!
!sv|Sms:a [[phone:072-233 44 55]] om ni hittar katten
!sv|Finns på [[phone:+46 70 123 45 67]] om ni vill veta mer
!sv|[[phone:+46701234567]] – ring!
!sv|Hjälp, ingen svarar. [[phone:0046 70 123 45 67]] är mitt nummer
!sv|Kontakta ordföranden Lars på [[phone:070/123 45 67]] eller [[phone:070.765.43.21]]
!sv|Jag har väntat 3 veckor, ringt 12 gånger och betalat 4 500 kr. Ring [[phone:070 123 45 67]]!
!sv|Mitt telefonnummer (riktnr [[phone:090-12 34 56]]) står i er katalog utan att jag bett om det
!sv|Mormor bor i Umeå, telefon [[phone:090-123456]], hon är 92 år
!en|Ring mig på [[phone:070-123 45 67]] så tar vi det
!en|Hej, det här är en svensk kommentar med fel språk, 0 svar på mejl, ring [[phone:0701234567]]
!sv|Please call me back on [[phone:07911 123456]], my order still has not come
!en|Please call me back on [[phone:07911 123456]], my order still has not come
!en|You can reach my mum on [[phone:020 7946 0958]] most mornings
!en|text me [[phone:+44 7911 123456]] xx
!en|My number is [[phone:01632 960123]] and nobody called
!en|call me at [[phone:(212) 736-5000]] any time after 5
!nb|Ring meg på [[phone:22 12 34 56]] så ordner vi det
!nb|Mobilen min er [[phone:+47 412 34 567]]
!da|Ring til mig på [[phone:32 12 34 56]] i morgen
!fi|Soita numeroon [[phone:040 123 4567]] niin puhutaan
!de|Ruf mich an: [[phone:0171 1234567]], danke
!sv|Mejla [[mail:anna.svensson@gmail.com]] så skickar jag bilderna
!sv|Mejla:[[mail:anna@x.se]]
!sv|Skriv till mailto:[[mail:kalle.anka@hotmail.com]] istället
!sv|E-post: [[mail:b.o.karlsson@telia.com]], tel [[phone:070-123 45 67]]
!sv|Min adress är [[mail:åsa@exämple.se]] om ni undrar
!sv|Handläggaren heter Eva ([[mail:eva.ek@kommunen.se]]) och svarar aldrig
!en|Please email me at [[mail:john.smith+help@outlook.com]], thanks!
!en|my address is [[mail:o'neil@sub.example.co.uk]]
!en|contact:[[mail:jane_doe@example.org]]
!sv|Skicka fakturan till [[mail:ekonomi.lisa@foretaget.se]]/[[mail:bo@foretaget.se]]
!sv|[[mail:lisa(at)gmail.com]] är min mejl
!sv|Mitt personnummer är [[identity:811228-9874]], kolla i systemet
!sv|[[identity:19811228-9874]] heter jag i ert system tydligen
!sv|pnr.[[identity:811228-9874]]
!sv|Pnr: [[identity:8112289874]] – vad händer med mitt ärende?
!sv|Jag är född [[identity:1981-12-28-9874]] och har rätt till detta
!sv|Sonen, [[identity:811228 - 9874]], har väntat på plats i ett år
!sv|Legitimation [[identity:811228–9874]] godkänns inte i appen
!sv|Hon heter Karin Ek [[identity:811228 9874]] och är anmäld
!sv|Mitt samordningsnummer [[identity:701063-2391]] fungerar inte
!sv|Jag har skickat in [[identity:198112289874]] två gånger nu
!en|My Swedish personal number is [[identity:811228-9874]] and the form refuses it
!nb|Fødselsnummeret mitt er [[identity:15108695088]]
!da|Mit CPR er [[identity:211062-5629]]
!fi|Henkilötunnus [[identity:131052-308T]]
!sv|Personnumret [[identity:81 12 28 98 74]] funkar inte
!sv|Han bor på [[address:Storgatan 12 B]] och spelar musik hela nätterna
!sv|Jag bor på [[address:Kungsgatan 12-14]] och har ingen ström
!sv|JAG BOR PÅ [[address:STORGATAN 12]] OCH INGEN PLOGAR
!sv|Min granne på [[address:Björkvägen 7/2]] eldar sopor
!sv|Vi bor [[address:Björkvägen nr 7]] och får inget vatten
!sv|Min adress: [[address:Drottninggatan 5]], 114 55 Stockholm
!sv|Hon är hemma hos sin mamma på [[address:Anders väg 3]] i Lund
!sv|Grannen i [[address:Solbacken 5]] har inga tomtgränser
!sv|Jag bor på [[address:Lugnet 7]] och har ingen buss
!en|He lives at [[address:12 Main Street]] and plays music all night
!en|My neighbour at [[address:221B Baker Street]] burns rubbish
!en|I live at [[address:14 Oak Avenue]], no water since Monday
!en|we live on [[address:5 Church Lane]] and the bins were missed again
!sv|bor på [[address:norrlandsgatan 44]] ring [[phone:070-123 45 67]] innan
!sv|Anna Ek, [[identity:811228-9874]], [[address:Storgatan 1]], [[phone:070-123 45 67]]
!sv|Ni kan nå mig på [[phone:sju noll ett tvåtre fyrfem]]
!sv|Mobil [[phone:O7O-123 45 67]]
!sv|snälla ring min son [[phone:070‑123 45 67]], han är själv hemma
!sv|Numret är [[phone:070 123 45 67]]
"""

CLEAN = """
sv|Ni har öppet 08.00-17.00 enligt skylten men det var stängt!
sv|Jag har väntat på svar sedan 05.03.2026
sv|Stängt 01-01-2026 men öppet vecka 08-12 2026
sv|Telefontiden 08.00-16.30 är ett skämt
sv|0800-1700 vardagar, 1000-1400 lördagar
sv|kl 06.00-22.00 varje dag hela sommaren
sv|Bussen 2026-11-29 kl 08:15 kom aldrig, inte 08:45 heller
sv|Gäller 2025-01-01–2025-12-31 enligt avtalet
sv|Festivalen är 12/6-15/6 och kostar 1 295 kr
sv|Öppet mån-fre 10-18, lör 10-14, sön 12-16
sv|Det kostar 1 299 kr per månad och 12 500 kr om året
sv|Budgeten ökade med 12 000 000 kr mellan 2019-2023
sv|Jag betalade 2 500 kr den 15 mars och 3 400 kr den 12 april
sv|16 000 000 kronor till en rondell, 250 000 till skolan
sv|Räntan gick från 1,25 till 3,75 och lånet är 2 345 000
sv|Order 1234567890 har inte kommit
sv|Ordernummer 0701234567 saknas i systemet
sv|Ordernr: 202603151234
sv|Min beställning 0812345678 är fortfarande inte här
sv|Bokning 0701234567 gick inte att avboka
sv|Kvitto 0701234567 gick inte att läsa in
sv|Medlemsnummer 0701234567 är spärrat utan förvarning
sv|Artikelnr 070 123 45 67 är slut i alla butiker
sv|Biljettnummer 0731234567 gäller inte säger kontrollanten
sv|Ref 0701234567, svara någon gång
sv|Faktura nr 202611290012 är fel, det står 3 450,50 kr
sv|Kundnummer: 0701234567. Varför loggas jag ut?
sv|Ärendenummer 0812345678 har legat i tre månader
sv|Kolli-id 00370726200123456789 är borta
sv|Paketet UB123456789SE ligger i Malmö sedan 3 veckor
sv|Upphandling 2024/0123-45 borde överklagas
sv|Dnr 2026-00123-45, KS 2026/00456
sv|Enligt SFS 2018:218 och prop. 2025/26:123 ska ni svara
sv|Org.nr 556016-0680 är väl ert?
sv|Bankgiro 5050-1055, OCR 1234567890123
sv|IBAN SE35 5000 0000 0549 1000 0003 stämmer inte
sv|Insamling på 90-konto 90 0001-2
sv|Swisha 123 456 78 90 till insamlingen
sv|EAN 7310865004703 skannas fel i kassan
sv|ISBN 978-91-7263-888-4 finns inte på biblioteket
sv|Modell 5540-12345-01 passar inte
sv|Mätare 735999123456789012 visar fel, avläsning 012 345 678
sv|Matchen slutade 3-2 (1-0, 1-1, 1-1), 12 345 på läktaren
sv|Setsiffror 21-14 17-21 21-19, grattis!
sv|Resultat 5-3 4-2 6-1 7-6 i finalen
sv|Röstade 1 234 567 mot 1 234 568?
sv|Minus -10 -12 -15 -8 -5 hela veckan
sv|Koordinater 59.329323, 18.068581 ligger mitt i sjön
sv|Jag har ringt er kundtjänst 0771-91 90 00 i tre dagar
sv|Ring 020-22 00 60 om du mår dåligt, eller 116 111
sv|Ring 112 vid nödläge, 1177 för råd, 114 14 till polisen
sv|Växeln 010-123 45 67 svarar inte
sv|Version 10.15.7.1234 kraschar, IP 192.168.100.200
sv|Lampan på Storgatan 12 är trasig sedan i våras
sv|Biblioteket på Kungsgatan 3 borde ha längre öppet
sv|Riksväg 40 och länsväg 153 är isgator
sv|Torghandel på Stortorget 10-14 varje lördag
sv|Det är 5 minuters väg, Storgatan 12 minuter bort
sv|Storgatan 2026 blir bilfri, äntligen
sv|30 på Skolgatan, 50 på Storgatan och 70 på E4
sv|Kolla @acme@social.example och @kommunen
sv|https://example.com/a/0701234567?x=1 funkar inte
sv|Se www.kommunen.se/sok/19811228-9874 hittar inget
sv|Tåg 123 456 789 är försenat igen
sv|Betyg 10 av 10, 5 stjärnor, 1 000 tack
sv|Linje 172 kl 06:15-08:45 varje dag, 1 buss i timmen
en|Open 08.00-17.00 says the sign, closed at 10.30
en|Delivery was due 05/03/2026, then 12/03/2026
en|Order #112-1234567-1234567 never came
en|Order number 07700900123 is lost, refund me £120.50
en|My booking is 01234 567890 and nobody can find it
en|ref: 020 7946 0958, answer please
en|Call your helpline 0800 123 456? Nobody picks up
en|Tracking 1Z999AA10123456784 says delivered
en|Population 10 500 000 in 2023, up from 9 800 000
en|The 1990 2000 2010 and 2020 elections were the same
en|12 x 108.25 is 1,299.00, not 1,399.00
en|Seats 101 102 103 104, row 12
en|It's a 5 Minute Drive from the station
en|The lights on 2 Broken Street are out
en|The library at 10 Market Street closes at 5
en|We won 3-1 and 21-19, see you on 12 May
en|1 2 3 4 5 6 7 8 9 10 ready or not
en|0800-1700 on weekdays only
"""


def lines(table: str) -> list[tuple[str, str, list[tuple[str, str]], bool]]:
    """Return of each line its language, its text, what there is to find (kind, words) and whether it gives away."""
    found = []
    for line in table.strip().splitlines():
        language, _, said = line.partition("|")
        pieces = said.replace("[[", "\0").replace("]]", "\0").split("\0")
        there = [(kind, words) for kind, _, words in (one.partition(":") for one in pieces[1::2])]
        text = "".join(one if at % 2 == 0 else one.partition(":")[2] for at, one in enumerate(pieces))
        found.append((language.lstrip("!"), text, there, language.startswith("!")))
    return found
