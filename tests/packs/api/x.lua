-- The exercise beside the tests in this folder: each field kind once, chance, a fixture.
return exercise {
  title = L{ nl = "Alles", en = "All" },
  minutes = 3,
  pitfalls = { "een-valkuil" },
  hints = { L{ nl = "Kijk goed." }, "Look." },
  fixtures = {
    shop = { orders = { columns = { id = "integer", city = "text", price = "real" }, csv = "data/orders.csv" } },
    small = { t = { columns = { n = "integer" }, rows = function(p) return { { n = p.n }, { n = p.n + 1 } } end } },
  },
  generate = function(rng)
    local list = {}
    for i = 1, 100 do list[i] = rng:int("ints", 1, 6) end
    return {
      n = rng:int("n", 1, 1000), again = rng:int("n", 1, 1000), one = rng:int("one", 5, 5), list = list,
      float = rng:float("f"), between = rng:float("g", 2, 3), pick = rng:pick("p", { "a", "b", "c" }),
      shuffle = rng:shuffle("s", { 1, 2, 3, 4, 5 }), sample = rng:sample("t", { 1, 2, 3, 4, 5 }, 2),
      split = rng:split("n"):int("n", 1, 1000000), whole = rng:int("w", math.mininteger, math.maxinteger),
    }, { right = "b", sum = stats.sum(list) }
  end,
  view = function(p)
    return {
      ui.text(L{ nl = "Tel {n} op.", en = "Add {n}." }:with{ n = p.n }),
      ui.note("Let op."),
      ui.code("select 1"),
      ui.table{ caption = "T", columns = { { id = "name", label = "Naam" }, { id = "age", label = "Leeftijd", number = true } },
                rows = { { "Ans", 34 }, { "Bo", 41.5 } }, row_heads = true },
      ui.chart{ kind = "bars", label = "Staven", values = { 1, 2.5 }, names = { "a", "b" }, unit = "€" },
      ui.choice{ id = "one", label = "Kies", options = { { "a", "A" }, { "b", L{ nl = "B" } } } },
      ui.choice{ id = "many", label = "Kies meer", many = true, optional = true, options = { { "a", "A" }, { "b", "B" } } },
      ui.short{ id = "short", label = "Woord", optional = true, help = "Eén woord." },
      ui.number{ id = "sum", label = "Som", unit = "€" },
      ui.marks{ id = "cells", label = "Fouten", optional = true,
                table = { columns = { { id = "name", label = "Naam" }, { id = "age", label = "Leeftijd" } }, rows = { { "Ans", 340 } } } },
    }
  end,
  grade = function(p, key, a)
    return parts({
      one = { a.one == key.right, weight = 2, pitfall = "een-valkuil", yes = "Goed zo.", no = L{ nl = "Nee: b." } },
      sum = { near(a.sum, key.sum), must = true },
      cells = { a.cells ~= nil and #a.cells == 1 and a.cells[1] == "1.age" and 1 or 0.5,
                notes = { { at = "1.age", right = true, text = L{ nl = "Te oud." } } } },
      word = { a.short == nil or text.normalise(a.short) == "cafe", weight = 0 },
    }, { pass = 0.6 })
  end,
  solution = function(p, key)
    return { one = "b", many = { "a", "b" }, sum = key.sum, cells = { "1.age" } }, L{ nl = "Zo dus." }
  end,
}
