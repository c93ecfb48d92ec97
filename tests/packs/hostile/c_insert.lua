-- expect: fault steps
-- Always inserting in front.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local t = {}
    while true do table.insert(t, 1, 0) end
  end,
}
