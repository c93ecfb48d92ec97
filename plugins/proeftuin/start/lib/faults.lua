-- The faults that can stand in De Linde's list of participants: what each looks like, which cells
-- belong to it, and what to say about it. Texts are plain tables { nl =, en = }; the exercise makes
-- L of them. A fault is added here, and nowhere else.

-- Cells that read differently in the two languages are kept in a row as a name that starts with "@".
local words = {
  ["@taal"]        = { nl = "Taalcafé", en = "Language café" },
  ["@kook"]        = { nl = "Kookgroep", en = "Cooking group" },
  ["@wandel"]      = { nl = "Wandelclub", en = "Walking club" },
  ["@fiets"]       = { nl = "Fietsles", en = "Cycling lesson" },
  ["@taal_slip"]   = { nl = "Taal caffee", en = "Langauge cafe" },
  ["@kook_slip"]   = { nl = "kookgr.", en = "cooking gr." },
  ["@wandel_slip"] = { nl = "Wandelcub", en = "Waking club" },
  ["@fiets_slip"]  = { nl = "Fiets les", en = "Cycle lesson" },
  ["@other"]       = { nl = "div.", en = "misc." },
  ["@several"]     = { nl = "zie map", en = "see folder" },
  ["@none"]        = { nl = "n.v.t.", en = "n/a" },
  ["@unknown"]     = { nl = "onbekend", en = "unknown" },
  ["@older"]       = { nl = "volwassen", en = "adult" },
  ["@often"]       = { nl = "vaak", en = "often" },
  ["@about"]       = { nl = "ca. 5", en = "about 5" },
}

local activities = { "@taal", "@kook", "@wandel", "@fiets" }

local qualities = {
  complete   = { nl = "volledig", en = "complete" },
  valid      = { nl = "geldig", en = "valid" },
  accurate   = { nl = "juist", en = "accurate" },
  consistent = { nl = "eenduidig", en = "consistent" },
  unique     = { nl = "uniek", en = "unique" },
  current    = { nl = "actueel", en = "current" },
}

-- Faults inside one row. `plant` gives the new value of `column`; `cells` are all the columns in
-- which the fault can be seen (only `column` if it is not given).
local types = {
  age_high = {
    column = "age", quality = "valid",
    plant = function(rng) return rng:pick("age_high", { 142, 199, 212, 330 }) end,
    what  = { nl = "Niemand is {value} jaar.", en = "Nobody is {value} years old." },
    entry = { nl = "laat bij leeftijd alleen 18 tot en met 110 toe.",
              en = "let age take nothing but 18 up to 110." },
  },
  age_year = {
    column = "age", quality = "valid",
    plant = function(rng) return rng:pick("age_year", { 1958, 1967, 1974, 1983, 1991 }) end,
    what  = { nl = "{value} is een geboortejaar, geen leeftijd.",
              en = "{value} is a year of birth, not an age." },
    entry = { nl = "zet ‘in jaren’ achter het veld en laat alleen 18 tot en met 110 toe.",
              en = "put ‘in years’ behind the field and take nothing but 18 up to 110." },
  },
  age_young = {
    column = "age", quality = "valid",
    plant = function(rng) return rng:pick("age_young", { 2, 4, 7 }) end,
    what  = { nl = "{value} jaar kan hier niet: de activiteiten zijn voor 18 en ouder. Waarschijnlijk viel een cijfer weg.",
              en = "{value} cannot be right here: the activities are for people of 18 and over. Probably a digit got lost." },
    entry = { nl = "laat bij leeftijd alleen 18 tot en met 110 toe.",
              en = "let age take nothing but 18 up to 110." },
  },
  age_missing = {
    column = "age", quality = "complete",
    plant = function() return "" end,
    what  = { nl = "De leeftijd is niet ingevuld. Een gemiddelde slaat deze persoon stilletjes over.",
              en = "The age was not filled in. A mean silently skips this person." },
    entry = { nl = "maak het veld verplicht, met ‘wil ik niet zeggen’ als eerlijke keuze.",
              en = "make the field compulsory, with ‘rather not say’ as an honest choice." },
  },
  age_words = {
    column = "age", quality = "valid",
    plant = function(rng) return rng:pick("age_words", { "@none", "@unknown", "@older" }) end,
    what  = { nl = "‘{value}’ staat in een kolom met getallen. Daar valt niet mee te rekenen.",
              en = "‘{value}’ stands in a column of numbers. You cannot calculate with it." },
    entry = { nl = "gebruik een getalveld; maak voor ‘weet ik niet’ een apart vakje.",
              en = "use a number field, and a separate box for ‘not known’." },
  },

  date_impossible = {
    column = "date", quality = "valid",
    plant = function(rng)
      return rng:pick("date_impossible",
        { "30-02-2026", "31-02-2026", "31-04-2026", "31-06-2026" })
    end,
    what  = { nl = "{value} bestaat niet: zo lang is die maand niet.",
              en = "{value} does not exist: that month is not so long." },
    entry = { nl = "gebruik een datumveld; dat kent de kalender.",
              en = "use a date field; it knows the calendar." },
  },
  date_future = {
    column = "date", quality = "accurate",
    plant = function(rng, row)
      return row.date:sub(1, 6) .. rng:pick("date_future", { "2027", "2036", "2062" })
    end,
    what  = { nl = "{value} moest nog komen toen deze lijst op 1 november 2026 werd gemaakt.",
              en = "{value} was still to come when this list was made on 1 November 2026." },
    entry = { nl = "laat het formulier de datum van vandaag zelf invullen en geen latere aannemen.",
              en = "have the form fill in today’s date itself and refuse a later one." },
  },
  date_old = {
    column = "date", quality = "current",
    plant = function(rng, row)
      return row.date:sub(1, 6) .. rng:pick("date_old", { "2017", "2019", "2021" })
    end,
    what  = { nl = "{value} hoort bij een eerdere lijst. Deze gaat over 2026.",
              en = "{value} belongs to an earlier list. This one is about 2026." },
    entry = { nl = "begin elk jaar een nieuwe lijst en spreek af wie de oude rijen eruit haalt.",
              en = "start a new list each year and agree who takes out the old rows." },
  },
  date_notation = {
    column = "date", quality = "consistent",
    plant = function(rng, row)
      local day, month, year = row.date:sub(1, 2), row.date:sub(4, 5), row.date:sub(7)
      local way = rng:pick("date_notation", { "slashes", "points", "bare" })
      if way == "slashes" then return year .. "/" .. month .. "/" .. day end
      if way == "points" then return tonumber(day) .. "." .. tonumber(month) .. "." .. year:sub(3) end
      return year .. month .. day
    end,
    what  = { nl = "{value} is op een andere manier geschreven dan de rest. Sorteren gaat zo mis.",
              en = "{value} is written in another way than the rest. Sorting will go wrong." },
    entry = { nl = "gebruik een datumveld; dan kiest het formulier de schrijfwijze.",
              en = "use a date field; then the form chooses the notation." },
  },
  date_missing = {
    column = "date", quality = "complete",
    plant = function() return "" end,
    what  = { nl = "De datum van aanmelding ontbreekt. Deze persoon telt in geen enkele maand mee.",
              en = "The date of signing up is missing. This person counts in no month at all." },
    entry = { nl = "laat het formulier de datum van vandaag zelf invullen.",
              en = "have the form fill in today’s date itself." },
  },

  activity_spelling = {
    column = "activity", quality = "consistent",
    plant = function(_, row) return row.activity .. "_slip" end,
    what  = { nl = "‘{value}’ is anders geschreven dan is afgesproken. Wie per activiteit telt, krijgt er een bij.",
              en = "‘{value}’ is not the agreed spelling. Count per activity and you get one too many." },
    entry = { nl = "gebruik een keuzelijst met de vier namen.",
              en = "use a list with the four names to choose from." },
  },
  activity_other = {
    column = "activity", quality = "valid",
    plant = function(rng) return rng:pick("activity_other", { "@other", "@several" }) end,
    what  = { nl = "‘{value}’ is geen activiteit van De Linde. Niemand weet later wat er bedoeld was.",
              en = "‘{value}’ is not one of De Linde’s activities. Later, nobody will know what was meant." },
    entry = { nl = "gebruik een keuzelijst met de vier namen.",
              en = "use a list with the four names to choose from." },
  },
  activity_missing = {
    column = "activity", quality = "complete",
    plant = function() return "" end,
    what  = { nl = "De activiteit is niet ingevuld.", en = "The activity was not filled in." },
    entry = { nl = "gebruik een keuzelijst en maak de keuze verplicht.",
              en = "use a list to choose from and make the choice compulsory." },
  },

  hours_sum = {
    column = "hours", cells = { "hours", "visits" }, quality = "accurate",
    plant = function(rng, row) return row.hours + rng:pick("hours_sum", { 3, 5, 7 }) end,
    what  = { nl = "Dit klopt niet met elkaar: {visits} keer 2 uur is {should} uur, en er staat {hours}.",
              en = "These do not agree: {visits} times 2 hours is {should} hours, and it says {hours}." },
    entry = { nl = "vraag alleen het aantal keren en laat het blad de uren uitrekenen.",
              en = "ask only for the number of visits and let the sheet work out the hours." },
  },
  hours_minus = {
    column = "hours", cells = { "hours", "visits" }, quality = "valid",
    plant = function(_, row) return -row.hours end,
    what  = { nl = "Minder dan nul uur bestaat niet: hier staat {hours}.",
              en = "Fewer than zero hours do not exist: it says {hours} here." },
    entry = { nl = "laat bij uren alleen 0 en hoger toe.", en = "let hours take nothing below 0." },
  },
  hours_minutes = {
    column = "hours", cells = { "hours", "visits" }, quality = "consistent",
    plant = function(_, row) return row.hours * 60 end,
    what  = { nl = "Hier staan minuten in een kolom met uren: {hours} minuten is {should} uur.",
              en = "These are minutes in a column of hours: {hours} minutes is {should} hours." },
    entry = { nl = "zet de eenheid bij het veld en geef een grens: meer dan 20 uur kan niet.",
              en = "put the unit with the field and set a limit: more than 20 hours cannot be." },
  },
  visits_over = {
    column = "visits", cells = { "visits", "hours" }, quality = "valid",
    plant = function(rng, row)
      local visits = rng:pick("visits_over", { 23, 31, 44 })
      row.hours = visits * 2
      return visits
    end,
    what  = { nl = "{visits} keer kan niet: elke activiteit was er dit najaar 10 keer.",
              en = "{visits} visits cannot be: each activity was held 10 times this autumn." },
    entry = { nl = "laat bij keren alleen 0 tot en met 10 toe.",
              en = "let visits take nothing but 0 up to 10." },
  },
  visits_words = {
    column = "visits", cells = { "visits", "hours" }, quality = "valid",
    plant = function(rng) return rng:pick("visits_words", { "@often", "@about" }) end,
    what  = { nl = "‘{value}’ staat in een kolom met getallen. Optellen slaat het over.",
              en = "‘{value}’ stands in a column of numbers. Adding up skips it." },
    entry = { nl = "gebruik een getalveld, of laat iedereen per keer een streepje zetten.",
              en = "use a number field, or have everyone put a mark for each visit." },
  },
}

-- What a list is given: two faults about age, two about dates, one of each other kind. With one of
-- the two in `doubles` that makes seven.
local groups = {
  { name = "age", take = 2,
    from = { "age_high", "age_missing", "age_words", "age_year", "age_young" } },
  { name = "date", take = 2,
    from = { "date_future", "date_impossible", "date_missing", "date_notation", "date_old" } },
  { name = "activity", take = 1,
    from = { "activity_missing", "activity_other", "activity_spelling" } },
  { name = "hours", take = 1,
    from = { "hours_minus", "hours_minutes", "hours_sum", "visits_over", "visits_words" } },
}

-- Faults between two rows.
local doubles = {
  row_twice = {
    quality = "unique",
    what  = { nl = "Rij {first} en rij {second} zijn dezelfde aanmelding. Deze persoon telt nu dubbel.",
              en = "Rows {first} and {second} are the same sign-up. This person now counts twice." },
    entry = { nl = "laat het blad waarschuwen als een nummer al bestaat.",
              en = "have the sheet warn when a number already exists." },
  },
  number_twice = {
    quality = "unique",
    what  = { nl = "Rij {first} en rij {second} zijn verschillende mensen met hetzelfde nummer. Wie van de twee is het?",
              en = "Rows {first} and {second} are different people with the same number. Which of the two is it?" },
    entry = { nl = "laat het blad zelf het volgende nummer geven.",
              en = "have the sheet hand out the next number itself." },
  },
}

return {
  words = words, activities = activities, qualities = qualities,
  types = types, groups = groups, doubles = doubles,
}
