-- expect: ok score=1
-- capability: sql
-- A query that counts for ever.
return exercise {
  title = "x", minutes = 1,
  fixtures = { shop = { orders = { columns = { id = "integer", city = "text" },
    rows = function() local r = {} for i = 1, 200 do r[i] = { id = i, city = "c" .. i % 7 } end return r end } } },
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local got, why = data.sql("shop", "with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) from c")
    return parts { a = { got == nil and why:find("too much work") ~= nil } }
  end,
}
