-- expect: fault memory
-- A string that doubles.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local s = "x"
    while true do s = s .. s end
  end,
}
