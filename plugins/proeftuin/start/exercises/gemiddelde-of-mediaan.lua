-- Gemiddelde of mediaan: work out both, then choose the one that fits the question asked. In half
-- of the variants the question is about what is usual, in half about a total. The values are alike
-- in both, so that the question decides and not the outlier.

local situations = require "lib.situations"
local texts = require "lib.texts"

local function round(number, digits)
  local power = 10 ^ digits
  return math.floor(number * power + 0.5) / power
end

local function sorted(list)
  local copy = {}
  for i, value in ipairs(list) do copy[i] = value end
  table.sort(copy)
  return copy
end

-- The middle of a list as it stands: of two middle ones, halfway.
local function middle(list)
  local half = #list // 2
  if #list % 2 == 1 then return list[half + 1] end
  return (list[half] + list[half + 1]) / 2
end

local function without(list, value)
  local rest = {}
  for _, other in ipairs(list) do
    if other ~= value then rest[#rest + 1] = other end
  end
  return rest
end

local function sum(list)
  local total = 0
  for _, value in ipairs(list) do total = total + value end
  return total
end

-- True if the learner's number is `value`, also when rounded to a whole number.
local function is(answer, value)
  return near(answer, value, "0.5%") or answer == round(value, 0)
end

-- The known mistakes, most telling first: what the number would be, and what to say then.
local function mean_mistakes(p, key, a)
  local n, total, rest = #p.values, sum(p.values), without(p.values, p.odd)
  return {
    { is(a.mean, key.median) and is(a.median, key.mean),
      L{ nl = "Hier staat de mediaan, en bij mediaan staat het gemiddelde. Je hebt ze omgewisseld.",
         en = "This is the median, and the mean stands where the median should be. You swapped them." } },
    { is(a.mean, key.median),
      L{ nl = "Dit is de middelste waarde: de mediaan. Voor het gemiddelde tel je alles op en deel je door {n}.",
         en = "This is the middle value: the median. For the mean you add everything up and divide by {n}." } },
    { a.mean == round(key.mean, 0),
      L{ nl = "De som klopt, maar er is te grof afgerond. Geef één cijfer achter de komma.",
         en = "The sum is right, but rounded too coarsely. Give one digit after the decimal point." } },
    { near(a.mean, total, "0.1%"),
      L{ nl = "Dit is alles bij elkaar opgeteld. Deel het nog door het aantal: {n}.",
         en = "This is everything added up. Now divide it by how many there are: {n}." } },
    { is(a.mean, sum(rest) / #rest),
      L{ nl = "Je liet {odd} weg. Ook een waarde die ver weg ligt, telt mee in het gemiddelde.",
         en = "You left out {odd}. A value that lies far away counts in the mean as well." } },
    { is(a.mean, sum(rest) / n),
      L{ nl = "Je deelde door {n}, maar {odd} zit niet in je optelling.",
         en = "You divided by {n}, but {odd} is missing from your sum." } },
    { near(a.mean, total / (n - 1), "0.5%"),
      L{ nl = "Het totaal klopt, maar je deelde door één te weinig. Tel na: er zijn {n} waarden.",
         en = "The total is right, but you divided by one too few. Count again: there are {n} values." } },
    { near(a.mean, total / (n + 1), "0.5%"),
      L{ nl = "Het totaal klopt, maar je deelde door één te veel. Tel na: er zijn {n} waarden.",
         en = "The total is right, but you divided by one too many. Count again: there are {n} values." } },
    { near(a.mean, key.mean * 10, "1%") or near(a.mean, key.mean / 10, "1%"),
      L{ nl = "De cijfers kloppen, de plaats van de komma niet.",
         en = "The digits are right, the place of the decimal point is not." } },
    { true,
      L{ nl = "Nog niet. Tel alle {n} waarden op en deel door {n}. Neem {odd} ook mee.",
         en = "Not yet. Add up all {n} values and divide by {n}. Include {odd} too." } },
  }
end

local function median_mistakes(p, key, a)
  local row = sorted(p.values)
  local half = #row // 2
  local even = #row % 2 == 0
  return {
    { is(a.median, key.mean) and is(a.mean, key.median),
      L{ nl = "Hier staat het gemiddelde, en bij gemiddelde staat de mediaan. Je hebt ze omgewisseld.",
         en = "This is the mean, and the median stands where the mean should be. You swapped them." } },
    { is(a.median, key.mean),
      L{ nl = "Dit is het gemiddelde. Voor de mediaan tel je niets op: zet alles op volgorde en neem de middelste.",
         en = "This is the mean. For the median you add nothing up: put everything in order and take the middle one." } },
    { even and (a.median == row[half] or a.median == row[half + 1]),
      L{ nl = "Bijna: dit is een van de twee middelste. Bij een even aantal neem je het getal er precies tussenin.",
         en = "Nearly: this is one of the two in the middle. With an even number of values you take the number exactly between them." } },
    { is(a.median, middle(p.values)),
      L{ nl = "Dit is het midden van de rij zoals die er staat. Zet de waarden eerst op volgorde, van laag naar hoog.",
         en = "This is the middle of the list as it stands. Put the values in order first, from low to high." } },
    { is(a.median, (row[1] + row[#row]) / 2),
      L{ nl = "Dit ligt halverwege de laagste en de hoogste waarde. Bij de mediaan tel je plaatsen in de rij, niet de afstand.",
         en = "This is halfway between the lowest and the highest value. For the median you count places in the row, not distance." } },
    { is(a.median, middle(without(row, p.odd))),
      L{ nl = "Je liet {odd} weg. Hij trekt niet aan de mediaan, maar heeft wel een plaats in de rij van {n}.",
         en = "You left out {odd}. It does not pull the median, but it does have a place in the row of {n}." } },
    { true,
      L{ nl = "Nog niet. Zet alle {n} waarden op volgorde en zoek het midden: links en rechts ervan staan er evenveel.",
         en = "Not yet. Put all {n} values in order and find the middle: as many to the left of it as to the right." } },
  }
end

-- The values as people write them in a row.
local function listed(values)
  local words = {}
  for i, value in ipairs(values) do words[i] = tostring(math.tointeger(value) or value) end
  return table.concat(words, ", ")
end

local function first_met(p, mistakes)
  for _, mistake in ipairs(mistakes) do
    if mistake[1] then return mistake[2]:with{ n = #p.values, odd = p.odd } end
  end
end

return exercise {
  title    = L{ nl = "Gemiddelde of mediaan?", en = "Mean or median?" },
  minutes  = 5,
  pitfalls = { "gemiddelde-verbergt" },

  generate = function(rng)
    local names = {}
    for name in pairs(situations) do names[#names + 1] = name end
    local name = rng:pick("situation", names)
    local question = rng:pick("question", { "usual", "total" })
    local from = situations[name]

    local values = rng:sample("rest", from.rest, from.count - 1)
    local odd = rng:pick("odd", from.odd)
    values[#values + 1] = odd
    values = rng:shuffle("order", values)
    -- Whoever forgets to put them in order must not find the median by luck.
    if near(middle(values), middle(sorted(values)), "2%") then
      local centre = #values // 2 + 1
      for i, value in ipairs(values) do
        if value == odd then values[i], values[centre] = values[centre], odd break end
      end
    end

    return { situation = name, question = question, values = values, odd = odd },
           { mean = stats.mean(values), median = stats.median(values),
             fits = question == "usual" and "median" or "mean" }
  end,

  view = function(p)
    local from = situations[p.situation]
    local with = { n = #p.values, odd = p.odd }
    return {
      ui.text(L(from.story):with(with)),
      ui.chart{ kind = "dots", values = p.values, label = L(from.label), unit = L(from.unit) },
      ui.text(L{ nl = "De waarden, zoals ze binnenkwamen: {values}.",
                 en = "The values, as they came in: {values}." }:with{ values = listed(p.values) }),
      ui.number{ id = "mean", label = L{ nl = "Gemiddelde", en = "Mean" }, unit = L(from.unit),
                 help = L{ nl = "Op één cijfer achter de komma.", en = "To one decimal place." } },
      ui.number{ id = "median", label = L{ nl = "Mediaan", en = "Median" }, unit = L(from.unit) },
      ui.text(L(from[p.question].ask):with(with)),
      ui.choice{ id = "fits", label = L{ nl = "Welk getal past bij deze vraag?",
                                         en = "Which number fits this question?" },
                 options = { { "mean", L{ nl = "het gemiddelde", en = "the mean" } },
                             { "median", L{ nl = "de mediaan", en = "the median" } } } },
    }
  end,

  grade = function(p, key, a)
    local question = situations[p.situation][p.question]
    local with = { n = #p.values, odd = p.odd }
    return parts({
      mean = { near(a.mean, key.mean, "1%"), weight = 0.25,
               yes = L{ nl = "Klopt: het totaal van alle {n}, eerlijk verdeeld.",
                        en = "Right: the total of all {n}, shared out equally." }:with(with),
               no = first_met(p, mean_mistakes(p, key, a)) },
      median = { near(a.median, key.median, "1%"), weight = 0.25, must = true,
                 yes = L{ nl = "Klopt: er liggen er evenveel onder als boven.",
                          en = "Right: as many lie below it as above it." },
                 no = first_met(p, median_mistakes(p, key, a)) },
      fits = { a.fits == key.fits, weight = 0.5, pitfall = "gemiddelde-verbergt",
               yes = L(question.yes):with(with), no = L(question.no):with(with) },
    }, { pass = 0.7 })
  end,

  hints = {
    L{ nl = "Zet de waarden op volgorde, van laag naar hoog. De mediaan staat in het midden; bij een even aantal ligt hij tussen de twee middelste.",
       en = "Put the values in order, from low to high. The median is in the middle; with an even number it lies between the two middle ones." },
    L{ nl = "Gemiddelde: alles bij elkaar, gedeeld door het aantal. Hoort de waarde die ver weg ligt erbij? Dan telt hij mee.",
       en = "Mean: everything added up, divided by how many there are. Does the value far away belong to them? Then it counts." },
    L{ nl = "Lees de vraag nog eens. Gaat het om wat gewoon is, of om hoeveel het samen is?",
       en = "Read the question again. Is it about what is usual, or about how much it is all together?" },
  },

  solution = function(p, key)
    local n, row = #p.values, sorted(p.values)
    local places = n % 2 == 1
      and { nl = "Op volgorde: {row}. De middelste van {n} is de {half}e: {median}.",
            en = "In order: {row}. Of {n} values the middle one is number {half}: {median}." }
      or { nl = "Op volgorde: {row}. De middelste van {n} zijn de {half}e en de {next}e; precies ertussenin ligt {median}.",
           en = "In order: {row}. Of {n} values the middle ones are numbers {half} and {next}; exactly between them is {median}." }
    local explained = texts.join({
      places,
      { nl = "Samen is het {total}; gedeeld door {n} is dat {mean}.",
        en = "Together it is {total}; divided by {n} that is {mean}." },
      situations[p.situation][p.question].yes,
    }, "\n")
    return { mean = round(key.mean, 1), median = key.median, fits = key.fits },
      L(explained):with{ row = listed(row), n = n, half = (n + 1) // 2,
                         next = n // 2 + 1, median = key.median, total = sum(p.values),
                         mean = round(key.mean, 1), odd = p.odd }
  end,
}
