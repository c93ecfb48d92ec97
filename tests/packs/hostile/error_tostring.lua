-- expect: fault error "instead of a message"
-- Describing it runs nothing of the pack.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    error(setmetatable({}, { __tostring = function() while true do end end }))
  end,
}
