-- expect: ok score=1
-- capability: sql
-- Memory, code and chance through functions.
return exercise {
  title = "x", minutes = 1,
  fixtures = { shop = { orders = { columns = { id = "integer", city = "text" },
    rows = function() local r = {} for i = 1, 200 do r[i] = { id = i, city = "c" .. i % 7 } end return r end } } },
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local a1 = data.sql("shop", "select zeroblob(1000000000)")
    local a2 = data.sql("shop", "select load_extension('x')")
    local a3 = data.sql("shop", "select random()")
    local a4 = data.sql("shop", "select hex(replace(group_concat(city), 'c', group_concat(city))) from orders")
    return parts { a = { not (a1 or a2 or a3) } }
  end,
}
