-- expect: ok score=1
-- capability: sql
-- Settings, and two statements at once.
return exercise {
  title = "x", minutes = 1,
  fixtures = { shop = { orders = { columns = { id = "integer", city = "text" },
    rows = function() local r = {} for i = 1, 200 do r[i] = { id = i, city = "c" .. i % 7 } end return r end } } },
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local got, why = data.sql("shop", "pragma writable_schema = 1")
    local more = data.sql("shop", "select 1; select 2")
    return parts { a = { got == nil and more == nil } }
  end,
}
