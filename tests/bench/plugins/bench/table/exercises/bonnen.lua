-- Two hundred receipts, five of which have a wrong total. The size of the largest list that an author would
-- sensibly show: what one answer to it costs is what the bench measures.

local ROWS, FAULTS = 200, 5

local items = { "koffie", "papier", "lampen", "verf", "postzegels", "huur zaal", "drukwerk", "brood" }

local columns = {
  { id = "nr", label = L{ nl = "Bon", en = "Receipt" }, number = true },
  { id = "item", label = L{ nl = "Wat", en = "What" } },
  { id = "count", label = L{ nl = "Aantal", en = "Number" }, number = true },
  { id = "price", label = L{ nl = "Prijs", en = "Price" }, number = true },
  { id = "total", label = L{ nl = "Totaal", en = "Total" }, number = true },
}

return exercise {
  title    = L{ nl = "Welke bon klopt niet?", en = "Which receipt is wrong?" },
  minutes  = 10,
  pitfalls = { "niet-nagerekend" },

  generate = function(rng)
    local rows, numbers = {}, {}
    for i = 1, ROWS do
      local count, price = rng:int("count", 1, 40), rng:int("price", 2, 95)
      rows[i] = { nr = 1000 + i, item = rng:pick("item", items), count = count, price = price,
                  total = count * price }
      numbers[i] = i
    end
    local key = rng:sample("faults", numbers, FAULTS)
    table.sort(key)
    for _, row in ipairs(key) do
      rows[row].total = rows[row].total + rng:pick("off", { -10, -9, -1, 1, 9, 10 })
    end
    return { rows = rows }, { rows = key }
  end,

  view = function(p)
    local rows = {}
    for i, row in ipairs(p.rows) do
      rows[i] = { row.nr, row.item, row.count, row.price, row.total }
    end
    return {
      ui.text(L{ nl = "In deze lijst van {rows} bonnen klopt bij {n} het totaal niet. Wijs die totalen aan.",
                 en = "In this list of {rows} receipts the total of {n} is wrong. Mark those totals." }
        :with{ rows = ROWS, n = FAULTS }),
      ui.marks{
        id = "cells",
        label = L{ nl = "Welke totalen kloppen niet?", en = "Which totals are wrong?" },
        table = {
          caption = L{ nl = "Bonnen van dit jaar", en = "This year’s receipts" },
          columns = columns, rows = rows,
        },
      },
    }
  end,

  grade = function(p, key, a)
    local wrong_rows = {}
    for _, row in ipairs(key.rows) do wrong_rows[row] = true end
    local hits, misses, notes = 0, 0, {}
    for _, cell in ipairs(a.cells) do
      local row, column = string.match(cell, "^(%d+)%.(%a+)$")
      row = tonumber(row)
      local hit = column == "total" and wrong_rows[row] == true
      if hit then hits = hits + 1 else misses = misses + 1 end
      local values = { count = p.rows[row].count, price = p.rows[row].price,
                       sum = p.rows[row].count * p.rows[row].price, total = p.rows[row].total }
      notes[#notes + 1] = { at = cell, right = hit, text = hit
        and L{ nl = "Gevonden: {count} maal {price} is {sum}, en er staat {total}.",
               en = "Found: {count} times {price} is {sum}, and it says {total}." }:with(values)
        or L{ nl = "Deze bon is in orde: {count} maal {price} is {sum}.",
              en = "This receipt is in order: {count} times {price} is {sum}." }:with(values) }
    end
    return parts {
      cells = { math.max(0, (hits - 0.5 * misses) / FAULTS), weight = 1, pitfall = "niet-nagerekend",
                yes = L{ nl = "Alle {n} gevonden.", en = "All {n} found." }:with{ n = FAULTS },
                no = L{ nl = "{hits} van de {n} gevonden; {misses} aangewezen totalen kloppen wel.",
                        en = "{hits} of the {n} found; {misses} marked totals are right." }
                  :with{ hits = hits, n = FAULTS, misses = misses },
                notes = notes },
    }
  end,

  hints = {
    L{ nl = "Reken bij elke rij na: aantal maal prijs.", en = "Check each row: number times price." },
  },

  solution = function(p, key)
    local cells, lines = {}, {}
    for i, row in ipairs(key.rows) do
      cells[i] = row .. ".total"
      lines[i] = tostring(p.rows[row].nr)
    end
    return { cells = cells }, L{ nl = "Het gaat om de bonnen {list}.", en = "These are receipts {list}." }
      :with{ list = table.concat(lines, ", ") }
  end,
}
