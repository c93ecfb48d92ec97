-- Zoek de fouten: a list of participants with seven planted faults. A fault is a set of cells: the
-- first one marked counts, the others neither count nor cost. A marked cell that is in order costs
-- half a fault. Until the worked answer, nothing is said about cells that were not marked.

local faults = require "lib.faults"
local texts = require "lib.texts"

local FAULTS = 7

local columns = {
  { id = "nr", label = L{ nl = "Nummer", en = "Number" }, number = true },
  { id = "date", label = L{ nl = "Aangemeld", en = "Signed up" } },
  { id = "age", label = L{ nl = "Leeftijd", en = "Age" }, number = true },
  { id = "activity", label = L{ nl = "Activiteit", en = "Activity" } },
  { id = "visits", label = L{ nl = "Keren", en = "Visits" }, number = true },
  { id = "hours", label = L{ nl = "Uren", en = "Hours" }, number = true },
}

local names = {
  nr = { nl = "nummer", en = "number" }, date = { nl = "aangemeld", en = "signed up" },
  age = { nl = "leeftijd", en = "age" }, activity = { nl = "activiteit", en = "activity" },
  visits = { nl = "keren", en = "visits" }, hours = { nl = "uren", en = "hours" },
}

-- What to say about a marked cell that is in order.
local in_order = {
  nr = { nl = "Nummer {value} staat er één keer in. Deze cel is in orde.",
         en = "Number {value} is in here once. This cell is in order." },
  date = { nl = "{value} bestaat, ligt vóór 1 november 2026 en is geschreven zoals afgesproken. In orde.",
           en = "{value} exists, is before 1 November 2026 and is written as agreed. In order." },
  age = { nl = "{value} jaar kan heel goed. Opvallend is nog niet fout.",
          en = "{value} is quite possible. Unusual is not yet wrong." },
  activity = { nl = "‘{value}’ is een van de vier namen, en goed geschreven. In orde.",
               en = "‘{value}’ is one of the four names, spelt as agreed. In order." },
  visits = { nl = "{value} keer kan, en past bij de uren. In orde.",
             en = "{value} visits are possible, and match the hours. In order." },
  hours = { nl = "{value} uur is precies 2 maal het aantal keren. In orde.",
            en = "{value} hours is exactly twice the number of visits. In order." },
}

local function shown(value)
  return faults.words[value] or value
end

-- The day in the year 2026 as dd-mm-yyyy.
local function date_of(day)
  local month = 1
  for _, length in ipairs{ 31, 28, 31, 30, 31, 30, 31, 31 } do
    if day <= length then break end
    day, month = day - length, month + 1
  end
  return string.format("%02d-%02d-2026", day, month)
end

-- A list in which nothing is wrong, in the order of signing up.
local function sound_rows(rng, count)
  local days, ages = {}, {}
  for day = 8, 236 do days[#days + 1] = day end
  for age = 19, 83 do ages[#ages + 1] = age end
  days = rng:sample("days", days, count)
  ages = rng:sample("ages", ages, count)
  table.sort(days)
  local rows, nr = {}, rng:int("nr", 101, 160)
  for i = 1, count do
    local visits = rng:int("visits" .. i, 2, 10)
    rows[i] = { nr = nr, date = date_of(days[i]), age = ages[i],
                activity = rng:pick("activity" .. i, faults.activities),
                visits = visits, hours = visits * 2 }
    nr = nr + rng:int("step" .. i, 1, 3)
  end
  return rows
end

-- Where a row stands now: rows move when a double is put in.
local function place(rows, row)
  for i, other in ipairs(rows) do
    if other == row then return i end
  end
end

local function cells_of(row, list)
  local cells = {}
  for i, column in ipairs(list) do cells[i] = row .. "." .. column end
  return cells
end

local ALL = { "nr", "date", "age", "activity", "visits", "hours" }

-- What is said about one planted fault.
local function about(p, fault)
  local type = faults.types[fault.type] or faults.doubles[fault.type]
  local row = p.rows[fault.row]
  return texts.join{
    texts.fill(type.what, {
      value = type.column and shown(row[type.column]),
      visits = shown(row.visits), hours = row.hours, should = fault.should,
      first = fault.row, second = fault.other }),
    texts.fill({ nl = "Dit is niet {quality}.", en = "This is not {quality}." },
               { quality = faults.qualities[type.quality] }),
    texts.join{ { nl = "Zo voorkom je het:", en = "To prevent it:" }, type.entry },
  }
end

return exercise {
  title    = L{ nl = "Zoek de fouten", en = "Spot the errors" },
  minutes  = 7,
  pitfalls = { "pas-later-controleren" },

  generate = function(rng)
    local double = rng:pick("double", { "row_twice", "number_twice" })
    local rows = sound_rows(rng, double == "row_twice" and 12 or 13)
    local order = rng:shuffle("rows", rows)
    local planted, next_row = {}, 0
    local function take()
      next_row = next_row + 1
      return order[next_row]
    end

    for _, group in ipairs(faults.groups) do
      for _, name in ipairs(rng:sample(group.name, group.from, group.take)) do
        local type, row = faults.types[name], take()
        local fault = { type = name, at = row, columns = type.cells or { type.column } }
        if group.name == "hours" then fault.should = row.hours end
        row[type.column] = type.plant(rng, row)
        planted[#planted + 1] = fault
      end
    end

    local fault = { type = double, at = take(), columns = ALL }
    if double == "row_twice" then
      local copy = {}
      for column, value in pairs(fault.at) do copy[column] = value end
      local from = place(rows, fault.at)
      table.insert(rows, rng:int("copy", math.min(from + 2, 13), 13), copy)
      fault.other = copy
    else
      fault.columns, fault.other = { "nr" }, take()
      if place(rows, fault.other) < place(rows, fault.at) then
        fault.at, fault.other = fault.other, fault.at
      end
      fault.other.nr = fault.at.nr
    end
    planted[#planted + 1] = fault

    -- the key: in the order of the rows, each with all its cells
    local key = {}
    for i, found in ipairs(planted) do
      local row = place(rows, found.at)
      local cells = cells_of(row, found.columns)
      local other = found.other and place(rows, found.other)
      if other then
        for _, cell in ipairs(cells_of(other, found.columns)) do cells[#cells + 1] = cell end
      end
      key[i] = { type = found.type, row = row, other = other, should = found.should, cells = cells }
    end
    table.sort(key, function(a, b) return a.row < b.row end)
    return { rows = rows }, key
  end,

  view = function(p)
    local rows = {}
    for i, row in ipairs(p.rows) do
      rows[i] = {}
      for c, column in ipairs(ALL) do
        local word = faults.words[row[column]]
        rows[i][c] = word and L(word) or row[column]
      end
    end
    return {
      ui.text(L{
        nl = "Dit is de deelnemerslijst van De Linde, gemaakt op 1 november 2026. Er zitten {n} fouten in. Wijs ze aan: één cel per fout is genoeg. Een cel die in orde is, kost een halve fout.",
        en = "This is De Linde’s list of participants, made on 1 November 2026. There are {n} faults in it. Mark them: one cell for each fault is enough. A cell that is in order costs half a fault.",
      }:with{ n = FAULTS }),
      ui.note(L(texts.join({
        { nl = "Zo is het afgesproken:", en = "This was agreed:" },
        { nl = "Nummer: elke aanmelding staat er één keer in, met een eigen nummer.",
          en = "Number: every sign-up is in the list once, with a number of its own." },
        { nl = "Aangemeld: een datum in 2026, als dag-maand-jaar, dus 05-03-2026.",
          en = "Signed up: a date in 2026, as day-month-year, so 05-03-2026." },
        { nl = "Leeftijd: in jaren, 18 of ouder.", en = "Age: in years, 18 or over." },
        { nl = "Activiteit: Taalcafé, Kookgroep, Wandelclub of Fietsles.",
          en = "Activity: Language café, Cooking group, Walking club or Cycling lesson." },
        { nl = "Keren: hooguit 10, want elke activiteit was er dit najaar 10 keer.",
          en = "Visits: at most 10, as each activity was held 10 times this autumn." },
        { nl = "Uren: 2 maal keren, want elke keer duurde 2 uur.",
          en = "Hours: 2 times visits, as each visit took 2 hours." },
      }, "\n\n"))),
      ui.marks{
        id = "cells",
        label = L{ nl = "Welke cellen zijn fout?", en = "Which cells are wrong?" },
        table = {
          caption = L{ nl = "Deelnemers van De Linde, 2026", en = "Participants of De Linde, 2026" },
          columns = columns, rows = rows,
        },
      },
    }
  end,

  grade = function(p, key, a)
    local of = {} -- which fault a cell belongs to
    for _, fault in ipairs(key) do
      for _, cell in ipairs(fault.cells) do of[cell] = fault end
    end

    local hits, wrong, met, notes = 0, 0, {}, {}
    for _, cell in ipairs(a.cells) do
      local row, column = string.match(cell, "^(%d+)%.(%a+)$")
      local fault, text = of[cell], nil
      if fault and not met[fault] then
        met[fault], hits = cell, hits + 1
        text = about(p, fault)
      elseif fault then
        text = { nl = "Dit hoort bij de fout die je al vond. Het telt niet dubbel en kost niets.",
                 en = "This belongs to a fault you already found. It does not count twice and costs nothing." }
      else
        wrong = wrong + 1
        text = texts.fill(in_order[column], { value = shown(p.rows[tonumber(row)][column]) })
      end
      notes[#notes + 1] = { at = cell, right = fault ~= nil, text = L(text) }
    end

    local found
    if hits == 0 then
      found = L{ nl = "Nog geen van de {all} fouten gevonden. Neem één kolom en lees die van boven naar beneden, met de afspraken ernaast.",
                 en = "None of the {all} faults found yet. Take one column and read it from top to bottom, with the agreements beside it." }
    elseif hits == FAULTS and wrong == 1 then
      found = L{ nl = "Alle {all} fouten gevonden. Eén aangewezen cel was wel in orde.",
                 en = "All {all} faults found. One cell you marked was in order." }
    elseif hits == FAULTS then
      found = L{ nl = "Alle {all} fouten gevonden. {wrong} aangewezen cellen waren wel in orde.",
                 en = "All {all} faults found. {wrong} cells you marked were in order." }
    elseif wrong == 0 then
      found = L{ nl = "{hits} van de {all} fouten gevonden, nog {left} te gaan. Alles wat je aanwees was raak.",
                 en = "{hits} of the {all} faults found, {left} to go. Everything you marked was a hit." }
    elseif wrong == 1 then
      found = L{ nl = "{hits} van de {all} fouten gevonden, nog {left} te gaan. Eén aangewezen cel is in orde.",
                 en = "{hits} of the {all} faults found, {left} to go. One cell you marked is in order." }
    else
      found = L{ nl = "{hits} van de {all} fouten gevonden, nog {left} te gaan. {wrong} aangewezen cellen zijn in orde.",
                 en = "{hits} of the {all} faults found, {left} to go. {wrong} cells you marked are in order." }
    end
    found = found:with{ hits = hits, all = FAULTS, left = FAULTS - hits, wrong = wrong }

    return parts {
      cells = {
        math.max(0, (hits - 0.5 * wrong) / FAULTS), weight = 1, pitfall = "pas-later-controleren",
        yes = L{ nl = "Alle {n} fouten gevonden, en niets aangewezen dat in orde was.",
                 en = "All {n} faults found, and nothing marked that was in order." }:with{ n = FAULTS },
        no = found, notes = notes,
      },
    }
  end,

  hints = {
    L{ nl = "Lees één kolom tegelijk, van boven naar beneden. Wat is anders dan zijn buren? Vergeet de lege cellen niet.",
       en = "Read one column at a time, from top to bottom. What differs from its neighbours? Do not forget the empty cells." },
    L{ nl = "Reken bij elke rij na: is uren precies 2 maal keren?",
       en = "Check the sum in each row: is hours exactly 2 times visits?" },
    L{ nl = "Leg de nummers naast elkaar. Welk nummer staat er twee keer in?",
       en = "Compare the numbers. Which number is in the list twice?" },
  },

  solution = function(p, key)
    local cells, lines = {}, {}
    for i, fault in ipairs(key) do
      cells[i] = fault.cells[1]
      lines[i] = about(p, fault)
      if faults.types[fault.type] then -- a double names its rows itself
        local where = texts.fill({ nl = "Rij {row}, {column}:", en = "Row {row}, {column}:" },
          { row = fault.row, column = names[string.match(fault.cells[1], "%a+$")] })
        lines[i] = texts.join{ where, lines[i] }
      end
    end
    return { cells = cells }, L(texts.join(lines, "\n"))
  end,
}
