-- expect: ok score=1
-- capability: sql
-- Changing the fixture.
return exercise {
  title = "x", minutes = 1,
  fixtures = { shop = { orders = { columns = { id = "integer", city = "text" },
    rows = function() local r = {} for i = 1, 200 do r[i] = { id = i, city = "c" .. i % 7 } end return r end } } },
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local one = data.sql("shop", "delete from orders")
    local two = data.sql("shop", "drop table orders")
    local got = data.sql("shop", "select count(*) from orders")
    return parts { a = { one == nil and two == nil and got.rows[1][1] == 200 } }
  end,
}
