-- expect: fault memory
-- A chain of tables.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = {}
    while true do t = { t, {}, {} } end
  end,
}
