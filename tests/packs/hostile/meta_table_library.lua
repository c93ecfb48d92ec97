-- expect: fault error "without a metatable"
-- The table library keeps to plain tables.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    table.insert(setmetatable({}, { __index = function() end }), 1)
  end,
}
