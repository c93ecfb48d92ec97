-- expect: ok score=1
-- capability: sql
-- Two hundred rows to the fifth power.
return exercise {
  title = "x", minutes = 1,
  fixtures = { shop = { orders = { columns = { id = "integer", city = "text" },
    rows = function() local r = {} for i = 1, 200 do r[i] = { id = i, city = "c" .. i % 7 } end return r end } } },
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local got, why = data.sql("shop", "select count(*) from orders a, orders b, orders c, orders d, orders e")
    return parts { a = { got == nil } }
  end,
}
