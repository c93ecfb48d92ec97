-- What a learner types is worked out here from the values on the page, as a person would.

local function sum(list)
  local total = 0
  for _, value in ipairs(list) do total = total + value end
  return total
end

local function typed(number)
  return string.format("%.1f", number)
end

-- Goes to the first variant for which `wanted` holds; its parameters.
local function variant(t, wanted)
  for seed = 1, 300 do
    t:seed(seed)
    local p = t:params()
    if wanted(p) then return p end
  end
  error("no variant like this in 300 seeds")
end

local function usual(p) return p.question == "usual" end
local function total(p) return p.question == "total" end

-- The right answer, with some fields replaced.
local function answer(t, other)
  local key = t:key()
  local fields = { mean = typed(key.mean), median = typed(key.median), fits = key.fits }
  for id, value in pairs(other or {}) do fields[id] = value end
  t:answer(fields)
end

test("what is usual: the median fits", function(t)
  variant(t, usual)
  answer(t, { fits = "median" })
  t:score(1)
  t:passed(true)
end)

test("a total: the mean fits", function(t)
  variant(t, total)
  answer(t, { fits = "mean" })
  t:score(1)
  t:passed(true)
end)

test("in fifty variants the answer from the values scores 1, and so does the solution", function(t)
  local keys, different = {}, 0
  for seed = 1, 50 do
    t:seed(seed)
    local p, key = t:params(), t:key()
    assert(near(key.mean, sum(p.values) / #p.values, 1e-9), "the mean of seed " .. seed)
    assert(math.abs(key.mean - key.median) > 0.05 * key.median, "mean and median differ enough")
    answer(t)
    t:score(1)
    t:solve()
    t:score(1)
    local name = p.situation .. p.question .. typed(key.mean) .. " " .. typed(key.median)
    if not keys[name] then different = different + 1 end
    keys[name] = true
  end
  assert(different >= 10, "only " .. different .. " different keys")
end)

test("the wrong choice where the usual is asked meets the pitfall and is not passed", function(t)
  variant(t, usual)
  answer(t, { fits = "mean" })
  t:score(0.5)
  t:part("fits", 0)
  t:pitfall("gemiddelde-verbergt")
  t:passed(false)
end)

test("the wrong choice where a total is asked is not passed", function(t)
  variant(t, total)
  answer(t, { fits = "median" })
  t:score(0.5)
  t:passed(false)
end)

test("a wrong mean with the rest right is passed", function(t)
  variant(t, usual)
  answer(t, { mean = "1" })
  t:score(0.75)
  t:part("mean", 0)
  t:says("mean", "Tel alle")
  t:passed(true)
end)

test("a wrong median is never passed", function(t)
  variant(t, usual)
  answer(t, { median = "1" })
  t:score(0.75)
  t:part("median", 0)
  t:says("median", "op volgorde")
  t:passed(false)
end)

test("mean and median swapped", function(t)
  variant(t, usual)
  local key = t:key()
  answer(t, { mean = typed(key.median), median = typed(key.mean) })
  t:score(0.5)
  t:says("mean", "omgewisseld")
  t:says("median", "omgewisseld")
end)

test("the mean where the median should be", function(t)
  variant(t, usual)
  answer(t, { median = typed(t:key().mean) })
  t:says("median", "Dit is het gemiddelde")
end)

test("the median where the mean should be", function(t)
  variant(t, usual)
  answer(t, { mean = typed(t:key().median) })
  t:says("mean", "Dit is de middelste waarde")
end)

test("the middle of the list as it stands", function(t)
  local p = variant(t, function(p) return #p.values % 2 == 1 end)
  answer(t, { median = typed(p.values[#p.values // 2 + 1]) })
  t:part("median", 0)
  t:says("median", "zoals die er staat")
end)

test("one of the two middle ones", function(t)
  local p = variant(t, function(p) return p.situation == "talks" end)
  local row = {}
  for i, value in ipairs(p.values) do row[i] = value end
  table.sort(row)
  if row[4] == row[5] then error("the two middle ones are alike") end
  answer(t, { median = typed(row[4]) })
  t:part("median", 0)
  t:says("median", "een van de twee middelste")
  answer(t, { median = typed(row[5]) })
  t:part("median", 0)
end)

test("halfway between the lowest and the highest", function(t)
  local p = variant(t, function(p) return p.situation == "wages" end)
  answer(t, { median = typed((stats.min(p.values) + stats.max(p.values)) / 2) })
  t:says("median", "halverwege")
end)

test("the total not divided", function(t)
  local p = variant(t, total)
  answer(t, { mean = typed(sum(p.values)) })
  t:part("mean", 0)
  t:says("mean", "Deel het nog door het aantal")
end)

test("divided by one too few, and by one too many", function(t)
  local p = variant(t, function(p)
    return p.situation == "wages" and not near(sum(p.values) / 8, stats.median(p.values), "2%")
  end)
  answer(t, { mean = typed(sum(p.values) / 6) })
  t:says("mean", "door één te weinig")
  answer(t, { mean = typed(sum(p.values) / 8) })
  t:says("mean", "door één te veel")
end)

test("the value that lies apart left out", function(t)
  local p = variant(t, function(p) return p.situation == "gifts" end)
  answer(t, { mean = typed((sum(p.values) - p.odd) / (#p.values - 1)) })
  t:says("mean", "Je liet")
  answer(t, { mean = typed((sum(p.values) - p.odd) / #p.values) })
  t:says("mean", "niet in je optelling")
end)

test("the decimal point in the wrong place", function(t)
  variant(t, function(p) return p.situation == "wages" end)
  answer(t, { mean = typed(t:key().mean * 10) })
  t:says("mean", "de plaats van de komma")
end)

test("a mean rounded to a whole number that is too coarse says so", function(t)
  variant(t, function(p)
    local mean = sum(p.values) / #p.values
    return not near(stats.round(mean), mean, "1%")
  end)
  answer(t, { mean = typed(stats.round(t:key().mean)) })
  t:part("mean", 0)
  t:says("mean", "te grof afgerond")
end)

test("one per cent off is right, one and a half is not", function(t)
  variant(t, function(p) return p.situation == "wages" end)
  local key = t:key()
  answer(t, { mean = typed(key.mean * 1.009), median = typed(key.median * 0.991) })
  t:score(1)
  answer(t, { mean = typed(key.mean * 1.015) })
  t:score(0.75)
end)

test("comma and point are both read", function(t)
  t:seed(4)
  local key = t:key()
  local comma = string.gsub(typed(key.mean), "%.", ",")
  t:lang("nl")
  answer(t, { mean = comma })
  t:part("mean", 1)
  t:lang("en")
  answer(t, { mean = typed(key.mean) })
  t:part("mean", 1)
end)

test("nothing filled in is a free check", function(t)
  t:seed(1)
  t:answer{}
  t:check("mean", "empty")
  t:check("median", "empty")
  t:check("fits", "empty")
end)

test("what is no number is a free check", function(t)
  t:seed(1)
  answer(t, { mean = "ongeveer twintig" })
  t:check("mean", "number")
end)

test("a choice that is not offered is a free check", function(t)
  t:seed(1)
  answer(t, { fits = "modus" })
  t:check("fits", "option")
end)
