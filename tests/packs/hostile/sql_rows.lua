-- expect: ok score=1
-- capability: sql
-- Forty thousand rows.
return exercise {
  title = "x", minutes = 1,
  fixtures = { shop = { orders = { columns = { id = "integer", city = "text" },
    rows = function() local r = {} for i = 1, 200 do r[i] = { id = i, city = "c" .. i % 7 } end return r end } } },
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local got, why = data.sql("shop", "select a.id from orders a, orders b")
    return parts { a = { got == nil and why:find("rows") ~= nil } }
  end,
}
