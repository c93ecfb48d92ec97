-- A cell is "<row from 1>.<column>"; the key lists the seven faults with all the cells of each.

local columns = { "nr", "date", "age", "activity", "visits", "hours" }

-- Cells in which nothing is wrong, in the order of the table.
local function sound(t)
  local faulty, cells = {}, {}
  for _, fault in ipairs(t:key()) do
    for _, cell in ipairs(fault.cells) do faulty[cell] = true end
  end
  for row = 1, #t:params().rows do
    for _, column in ipairs(columns) do
      local cell = row .. "." .. column
      if not faulty[cell] then cells[#cells + 1] = cell end
    end
  end
  return cells
end

-- One cell of each of the first `count` faults.
local function hits(t, count)
  local cells = {}
  for i = 1, count do cells[i] = t:key()[i].cells[1] end
  return cells
end

local function find(t, wanted)
  for seed = 1, 300 do
    t:seed(seed)
    for _, fault in ipairs(t:key()) do
      if wanted(fault) then return fault end
    end
  end
  error("no variant with this fault in 300 seeds")
end

test("all seven", function(t)
  t:seed(7)
  t:answer{ cells = hits(t, 7) }
  t:score(1)
  t:passed(true)
  t:says("cells", "Alle 7 fouten gevonden")
end)

test("in fifty variants there are seven faults in different cells, and the solution scores 1", function(t)
  local keys, different = {}, 0
  for seed = 1, 50 do
    t:seed(seed)
    local key, seen, name = t:key(), {}, ""
    assert(#key == 7, "seven faults at seed " .. seed)
    assert(#t:params().rows == 13, "thirteen rows at seed " .. seed)
    for _, fault in ipairs(key) do
      name = name .. fault.type .. fault.row .. " "
      for _, cell in ipairs(fault.cells) do
        assert(not seen[cell], cell .. " is in two faults at seed " .. seed)
        seen[cell] = true
      end
    end
    t:solve()
    t:score(1)
    if not keys[name] then different = different + 1 end
    keys[name] = true
  end
  assert(different >= 10, "only " .. different .. " different keys")
end)

test("every kind of fault comes up, and says what it is and how to prevent it", function(t)
  local seen, count = {}, 0
  for seed = 1, 120 do
    t:seed(seed)
    for _, fault in ipairs(t:key()) do
      if not seen[fault.type] then
        seen[fault.type], count = true, count + 1
        t:answer{ cells = { fault.cells[1] } }
        t:score(1 / 7)
        t:says("cells", "Dit is niet")
        t:says("cells", "Zo voorkom je het:")
      end
    end
  end
  assert(count == 20, count .. " of 20 kinds of fault")
end)

test("five found is passed, four is not", function(t)
  t:seed(3)
  t:answer{ cells = hits(t, 5) }
  t:score(5 / 7)
  t:passed(true)
  t:answer{ cells = hits(t, 4) }
  t:score(4 / 7)
  t:passed(false)
  t:says("cells", "4 van de 7 fouten gevonden, nog 3 te gaan")
  t:pitfall("pas-later-controleren")
end)

test("a cell that is in order costs half a fault", function(t)
  t:seed(3)
  local cells = hits(t, 5)
  cells[#cells + 1] = sound(t)[1]
  t:answer{ cells = cells }
  t:score(4.5 / 7)
  t:passed(false)
  t:says("cells", "Eén aangewezen cel is in orde")
end)

test("all seven and two that are in order", function(t)
  t:seed(11)
  local cells, other = hits(t, 7), sound(t)
  cells[8], cells[9] = other[1], other[2]
  t:answer{ cells = cells }
  t:score(6 / 7)
  t:passed(true)
  t:says("cells", "2 aangewezen cellen waren wel in orde")
end)

test("only cells that are in order: nothing, and not less than nothing", function(t)
  t:seed(5)
  local other = sound(t)
  t:answer{ cells = { other[1], other[9], other[17] } }
  t:score(0)
  t:passed(false)
  t:says("cells", "Nog geen van de 7")
end)

test("marking every cell earns nothing", function(t)
  t:seed(5)
  local cells = {}
  for row = 1, 13 do
    for _, column in ipairs(columns) do cells[#cells + 1] = row .. "." .. column end
  end
  t:answer{ cells = cells }
  t:score(0)
end)

test("a second cell of one fault neither counts nor costs", function(t)
  local fault = find(t, function(fault) return fault.type == "hours_sum" end)
  t:answer{ cells = { fault.row .. ".hours", fault.row .. ".visits" } }
  t:score(1 / 7)
  t:says("cells", "Dit hoort bij de fout die je al vond")
end)

test("a row that is in twice may be marked anywhere, in either row", function(t)
  local fault = find(t, function(fault) return fault.type == "row_twice" end)
  for _, row in ipairs{ fault.row, fault.other } do
    for _, column in ipairs(columns) do
      t:answer{ cells = { row .. "." .. column } }
      t:score(1 / 7)
    end
  end
  t:answer{ cells = { fault.row .. ".nr", fault.other .. ".nr", fault.other .. ".age" } }
  t:score(1 / 7)
end)

test("a number given twice is in the number, not in the rest of the row", function(t)
  local fault = find(t, function(fault) return fault.type == "number_twice" end)
  t:answer{ cells = { fault.other .. ".nr" } }
  t:score(1 / 7)
  t:answer{ cells = { fault.row .. ".nr", fault.row .. ".age" } }
  t:score(0.5 / 7)
end)

test("the right row but the wrong column is a cell in order", function(t)
  local fault = find(t, function(fault) return fault.type == "age_high" end)
  t:answer{ cells = { fault.row .. ".activity", fault.row .. ".age" } }
  t:score(0.5 / 7)
  t:says("cells", "In orde")
end)

test("nothing marked is a free check", function(t)
  t:seed(1)
  t:answer{}
  t:check("cells", "empty")
end)

test("a cell that is not in the table is a free check", function(t)
  t:seed(1)
  t:answer{ cells = { "14.age" } }
  t:check("cells", "cell")
  t:answer{ cells = { "1.postcode" } }
  t:check("cells", "cell")
  t:answer{ cells = { "leeftijd" } }
  t:check("cells", "cell")
end)
