-- expect: fault steps
-- capability: sql
-- A fixture is built by a loop.
return exercise {
  title = "x", minutes = 1,
  fixtures = { shop = { t = { columns = { a = "integer" }, rows = function() while true do end end } } },
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    data.sql("shop", "select 1")
    return parts { a = { true } }
  end,
}
