-- expect: any
-- Lua 5.4.4 makes wrong code of this.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local _ENV <const> = { x = 1 }
    x = 2
    return x
  end,
}
