-- expect: ok score=1
-- capability: sql
-- The time is not to be had this way either.
return exercise {
  title = "x", minutes = 1,
  fixtures = { shop = { orders = { columns = { id = "integer", city = "text" },
    rows = function() local r = {} for i = 1, 200 do r[i] = { id = i, city = "c" .. i % 7 } end return r end } } },
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local got = data.sql("shop", "select datetime('now'), datetime('now', 'localtime')")
    return parts { a = { got.rows[1][1] == "2000-01-01 00:00:00" and got.rows[1][2] == got.rows[1][1] } }
  end,
}
