-- expect: fault error "end"
-- A log of rubbish, and too much of it.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    for i = 1, 5000 do log("\0\255é" .. i) end
    error("end")
  end,
}
