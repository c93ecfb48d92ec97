-- expect: fault
-- Replacing without end.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local s = ("a"):rep(100000)
    while true do s:gsub("a", "a") end
  end,
}
