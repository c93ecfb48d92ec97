-- Seven situations at De Linde in which one value lies far from the rest, each with two questions:
-- what is usual (the median fits) and how much it is all together (the mean fits). Texts are plain
-- tables { nl =, en = }; {odd} is the value that lies apart, {n} how many there are. A situation is
-- added here, and nowhere else.

local euro = { nl = "€", en = "€" }
local minutes = { nl = "minuten", en = "minutes" }
local days = { nl = "dagen", en = "days" }
local people = { nl = "mensen", en = "people" }

local function between(lo, hi)
  local list = {}
  for value = lo, hi do list[#list + 1] = value end
  return list
end

return {
  wages = {
    unit = euro, count = 7,
    rest = { 2050, 2100, 2150, 2200, 2300, 2350, 2400, 2500, 2550, 2600, 2700, 2750 },
    odd = { 5200, 5400, 5700, 5900, 6100, 6400, 6800 },
    label = { nl = "Loon per medewerker", en = "Pay per member of staff" },
    story = { nl = "Bij Buurtwerk De Linde werken {n} mensen. Dit verdienen zij bruto per maand, bij een volle werkweek.",
              en = "Buurtwerk De Linde employs {n} people. This is what they earn before tax in a month, working full time." },
    usual = {
      ask = { nl = "Wies solliciteert bij De Linde en vraagt: ‘Wat verdient iemand hier gewoonlijk?’ Welk getal geef je haar?",
              en = "Wies applies for a job at De Linde and asks: ‘What do people usually earn here?’ Which number do you give her?" },
      yes = { nl = "De mediaan past: de helft verdient minder, de helft meer. Het ene loon van € {odd} verandert daar niets aan.",
              en = "The median fits: half earn less, half earn more. The one wage of €{odd} changes nothing about that." },
      no  = { nl = "Het ene loon van € {odd} trekt het gemiddelde omhoog. Tel in de stippenplot hoeveel mensen eronder zitten: zou Wies zich in dat getal herkennen?",
              en = "The one wage of €{odd} pulls the mean up. Count the dots below it: would Wies recognise herself in that number?" },
    },
    total = {
      ask = { nl = "Penningmeester Joris zet in de begroting één bedrag per medewerker. Maal {n} moet dat precies de lonen van een maand zijn. Welk getal geef je hem?",
              en = "Joris, the treasurer, puts one amount per member of staff in the budget. Times {n} it must be exactly what a month of wages costs. Which number do you give him?" },
      yes = { nl = "Het gemiddelde past: maal {n} is het precies wat er in een maand aan loon uitgaat, het hoge loon meegeteld.",
              en = "The mean fits: times {n} it is exactly what goes out in a month, the high wage included." },
      no  = { nl = "Reken na: de mediaan maal {n} is minder dan De Linde echt betaalt. In een begroting telt ook het loon van € {odd} mee.",
              en = "Try it: the median times {n} is less than De Linde really pays. In a budget the wage of €{odd} counts as well." },
    },
  },

  rides = {
    unit = minutes, count = 8,
    rest = { 4, 5, 6, 7, 8, 9, 11, 12, 14, 15, 17, 18 }, odd = between(62, 95),
    label = { nl = "Duur per rit", en = "Time per ride" },
    story = { nl = "Vrijwilliger Tom brengt {n} deelnemers met de buurtbus naar huis, één voor één. Zo lang duurt elke rit. Eén deelnemer is net verhuisd.",
              en = "Tom, a volunteer, takes {n} participants home in the community van, one by one. This is how long each ride takes. One participant has just moved away." },
    usual = {
      ask = { nl = "Een nieuwe deelnemer vraagt: ‘Hoelang zit je gewoonlijk in de bus?’ Welk getal geef je?",
              en = "A new participant asks: ‘How long is the ride usually?’ Which number do you give?" },
      yes = { nl = "De mediaan past: de helft is korter onderweg, de helft langer. De ene rit van {odd} minuten zegt niets over een gewone rit.",
              en = "The median fits: half of the rides are shorter, half are longer. The one ride of {odd} minutes says nothing about an ordinary ride." },
      no  = { nl = "De ene rit van {odd} minuten trekt het gemiddelde omhoog. Bijna iedereen is eerder thuis dan dat getal belooft.",
              en = "The one ride of {odd} minutes pulls the mean up. Almost everyone is home sooner than that number says." },
    },
    total = {
      ask = { nl = "Tom plant zijn avond. Hij zoekt één getal per rit dat, maal {n}, precies zijn hele rijtijd geeft. Welk getal is dat?",
              en = "Tom plans his evening. He wants one number per ride that, times {n}, gives exactly all his driving time. Which number is that?" },
      yes = { nl = "Het gemiddelde past: maal {n} is het precies de hele rijtijd, de lange rit meegerekend.",
              en = "The mean fits: times {n} it is exactly all the driving, the long ride included." },
      no  = { nl = "Met de mediaan komt Tom te laat thuis: de rit van {odd} minuten telt dan mee als een gewone rit.",
              en = "With the median Tom gets home late: the ride of {odd} minutes then counts as an ordinary one." },
    },
  },

  visitors = {
    unit = people, count = 9,
    rest = between(11, 24), odd = between(95, 140),
    label = { nl = "Bezoekers per middag", en = "Visitors per afternoon" },
    story = { nl = "Zoveel bezoekers kwamen er op de laatste {n} middagen in de huiskamer van De Linde. Op één middag was het open dag.",
              en = "This is how many visitors came to De Linde’s living room on the last {n} afternoons. One of them was the open day." },
    usual = {
      ask = { nl = "Fatma zet ’s ochtends stoelen klaar voor een gewone middag. Met welk getal rekent zij?",
              en = "In the morning Fatma sets out chairs for an ordinary afternoon. Which number does she go by?" },
      yes = { nl = "De mediaan past: op de helft van de middagen kwamen er minder, op de andere helft meer. De open dag is geen gewone middag.",
              en = "The median fits: on half of the afternoons fewer came, on the other half more. The open day is not an ordinary afternoon." },
      no  = { nl = "De open dag met {odd} bezoekers trekt het gemiddelde omhoog. Op een gewone middag blijven er dan stoelen leeg.",
              en = "The open day with {odd} visitors pulls the mean up. On an ordinary afternoon chairs would stay empty." },
    },
    total = {
      ask = { nl = "Fatma koopt voor net zulke weken koffie in, open dag meegerekend: één beker per bezoeker. Met welk getal per middag rekent zij?",
              en = "Fatma buys coffee for more weeks like these, open day included: one cup for each visitor. Which number per afternoon does she use?" },
      yes = { nl = "Het gemiddelde past: maal het aantal middagen geeft het alle bekers, ook die van de open dag.",
              en = "The mean fits: times the number of afternoons it gives all the cups, those of the open day too." },
      no  = { nl = "De mediaan merkt niets van de {odd} bezoekers op de open dag. Zij drinken ook koffie: voor een totaal telt iedereen mee.",
              en = "The median takes no notice of the {odd} visitors on the open day. They drink coffee too: for a total everyone counts." },
    },
  },

  gifts = {
    unit = euro, count = 9,
    rest = { 5, 8, 10, 12, 15, 18, 20, 25, 30, 35, 40 }, odd = { 240, 300, 350, 400, 450, 500 },
    label = { nl = "Bedrag per gift", en = "Amount per gift" },
    story = { nl = "Na een oproep in de buurtkrant kreeg De Linde {n} giften. Eén kwam van een erfenis.",
              en = "After an appeal in the local paper De Linde received {n} gifts. One came from a legacy." },
    usual = {
      ask = { nl = "In de buurtkrant komt: ‘Een buur gaf gewoonlijk zo’n … euro.’ Welk getal vul je in?",
              en = "The local paper will say: ‘A neighbour usually gave about … euros.’ Which number do you fill in?" },
      yes = { nl = "De mediaan past: de helft gaf minder, de helft meer. Zo ziet een lezer dat een klein bedrag heel gewoon is.",
              en = "The median fits: half gave less, half gave more. Readers can see that a small amount is quite usual." },
      no  = { nl = "De ene gift van € {odd} trekt het gemiddelde omhoog. Alle andere gevers lezen dan dat zij weinig gaven.",
              en = "The one gift of €{odd} pulls the mean up. All the other givers would read that they gave little." },
    },
    total = {
      ask = { nl = "Joris geeft aan de gemeente het aantal giften door en één bedrag per gift. Het aantal maal dat bedrag moet precies de hele opbrengst zijn. Welk getal neemt hij?",
              en = "Joris reports to the council how many gifts there were and one amount per gift. The one times the other must be exactly all that came in. Which number does he take?" },
      yes = { nl = "Het gemiddelde past: maal {n} giften is het precies wat er binnenkwam.",
              en = "The mean fits: times {n} gifts it is exactly what came in." },
      no  = { nl = "Reken na: de mediaan maal {n} is veel minder dan er binnenkwam. De gift van € {odd} raakt zo uit beeld.",
              en = "Try it: the median times {n} is far less than what came in. The gift of €{odd} drops out of sight." },
    },
  },

  waiting = {
    unit = days, count = 7,
    rest = between(3, 15), odd = between(58, 96),
    label = { nl = "Wachttijd per aanvraag", en = "Wait per request" },
    story = { nl = "{n} buurtbewoners vroegen om een taalmaatje. Zoveel dagen duurde het tot het eerste gesprek. Eén aanvraag bleef in een la liggen.",
              en = "{n} neighbours asked for a language partner. This is how many days it took until the first talk. One request got stuck in a drawer." },
    usual = {
      ask = { nl = "Aan de telefoon vraagt iemand: ‘Hoelang duurt het gewoonlijk?’ Welk getal is een eerlijk antwoord?",
              en = "Someone asks on the phone: ‘How long does it usually take?’ Which number is an honest answer?" },
      yes = { nl = "De mediaan past: de helft was eerder aan de beurt, de helft later. De aanvraag uit de la hoort in een ander gesprek.",
              en = "The median fits: half were helped sooner, half later. The request in the drawer is for another conversation." },
      no  = { nl = "De ene aanvraag van {odd} dagen trekt het gemiddelde omhoog. Je zou bijna iedereen langer laten wachten dan nodig is.",
              en = "The one request of {odd} days pulls the mean up. You would tell almost everyone to expect a longer wait than they will have." },
    },
    total = {
      ask = { nl = "Elke wachtdag kost kantoor één telefoontje. Dewi zoekt één getal per aanvraag dat, maal {n}, alle telefoontjes geeft. Welk getal is dat?",
              en = "Every day of waiting costs the office one phone call. Dewi wants one number per request that, times {n}, gives all the calls. Which number is that?" },
      yes = { nl = "Het gemiddelde past: maal {n} aanvragen geeft het alle wachtdagen, ook die van de aanvraag in de la.",
              en = "The mean fits: times {n} requests it gives all the days of waiting, those of the request in the drawer too." },
      no  = { nl = "De mediaan maal {n} is te weinig. De aanvraag van {odd} dagen gaf ook {odd} telefoontjes.",
              en = "The median times {n} is too few. The request of {odd} days gave {odd} calls as well." },
    },
  },

  talks = {
    unit = minutes, count = 8,
    rest = { 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22 }, odd = between(65, 95),
    label = { nl = "Duur per gesprek", en = "Time per conversation" },
    story = { nl = "Op het spreekuur voerde Dewi {n} gesprekken. Zo lang duurden ze. Bij één gesprek ging er een hele doos met post open.",
              en = "At the walk-in hour Dewi had {n} conversations. This is how long they took. In one of them a whole box of letters was opened." },
    usual = {
      ask = { nl = "Op de website komt: ‘Een gesprek duurt gewoonlijk … minuten.’ Welk getal vul je in?",
              en = "The website will say: ‘A conversation usually takes … minutes.’ Which number do you fill in?" },
      yes = { nl = "De mediaan past: de helft was korter, de helft langer. De doos met post zegt niets over een gewoon gesprek.",
              en = "The median fits: half were shorter, half were longer. The box of letters says nothing about an ordinary conversation." },
      no  = { nl = "Het ene gesprek van {odd} minuten trekt het gemiddelde omhoog. Wie dat getal leest, denkt dat er veel meer tijd nodig is.",
              en = "The one conversation of {odd} minutes pulls the mean up. Whoever reads that number will think they need far more time." },
    },
    total = {
      ask = { nl = "Dewi huurt een kamer voor net zulke gesprekken, lange meegerekend. Met welk getal per gesprek komt zij op de hele tijd uit?",
              en = "Dewi rents a room for more conversations like these, long ones included. Which number per conversation gives her all the time she needs?" },
      yes = { nl = "Het gemiddelde past: maal het aantal gesprekken geeft het de hele tijd, de lange gesprekken meegerekend.",
              en = "The mean fits: times the number of conversations it gives all the time, long ones included." },
      no  = { nl = "Met de mediaan huurt Dewi de kamer te kort: een gesprek van {odd} minuten telt dan mee als een gewoon gesprek.",
              en = "With the median Dewi rents the room for too short a time: a conversation of {odd} minutes then counts as an ordinary one." },
    },
  },

  lessons = {
    unit = people, count = 8,
    rest = between(18, 25), odd = { 1, 2, 3 },
    label = { nl = "Aanwezigen per fietsles", en = "People per cycling lesson" },
    story = { nl = "Zoveel mensen waren er bij de laatste {n} fietslessen. Bij één les lag er sneeuw.",
              en = "This is how many people came to the last {n} cycling lessons. At one lesson there was snow." },
    usual = {
      ask = { nl = "Een nieuwe begeleider vraagt: ‘Hoeveel mensen heb ik gewoonlijk in een les?’ Welk getal geef je?",
              en = "A new instructor asks: ‘How many people do I usually have in a lesson?’ Which number do you give?" },
      yes = { nl = "De mediaan past: bij de helft van de lessen waren er minder, bij de andere helft meer. De les in de sneeuw verandert daar bijna niets aan.",
              en = "The median fits: half of the lessons had fewer, the other half had more. The lesson in the snow hardly changes that." },
      no  = { nl = "De les in de sneeuw, met {odd} aanwezig, trekt het gemiddelde omlaag. In een gewone les zijn er meer mensen dan dat getal zegt.",
              en = "The lesson in the snow, with {odd} present, pulls the mean down. An ordinary lesson has more people than that number says." },
    },
    total = {
      ask = { nl = "De gemeente betaalt per aanwezige. Joris zoekt één getal per les dat, maal {n}, precies alle aanwezigen geeft. Welk getal is dat?",
              en = "The council pays per person present. Joris wants one number per lesson that, times {n}, gives exactly all who were there. Which number is that?" },
      yes = { nl = "Het gemiddelde past: maal {n} lessen geeft het precies alle aanwezigen, ook die ene dag met sneeuw.",
              en = "The mean fits: times {n} lessons it gives exactly all who were there, the day with snow included." },
      no  = { nl = "De mediaan maal {n} is te veel: de les met {odd} aanwezig telt dan mee als een volle les. Joris zou te veel vragen.",
              en = "The median times {n} is too many: the lesson with {odd} present then counts as a full one. Joris would claim too much." },
    },
  },
}
